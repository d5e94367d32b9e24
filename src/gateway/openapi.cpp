#include "gateway/openapi.hpp"

#include "gateway/json_writer.hpp"

namespace tradewind::gateway {

namespace {

struct Parameter {
    std::string_view name;
    std::string_view type;
    std::string_view description;
};

constexpr Parameter kLimit{"limit", "integer", "Most items of a page, 1 to 500"};
constexpr Parameter kCursor{"cursor", "string", "`next` of the page before"};
constexpr Parameter kSymbol{"symbol", "string", "Of this symbol only"};
constexpr Parameter kFrom{"from", "string", "At this time or later"};
constexpr Parameter kTo{"to", "string", "Before this time"};
constexpr Parameter kPoints{"points", "integer", "At most about so many points, 2 to 5000"};
constexpr Parameter kStatus{"status", "string", "`open`, or an order's status"};
constexpr Parameter kSignal{"signal", "string", "Of this signal only"};
constexpr Parameter kOrder{"order", "string", "Of this order only"};
constexpr Parameter kTimeframe{"timeframe", "string", "1s, 1m, 5m, 15m, 1h or 1d"};
constexpr Parameter kStream{"stream", "string", "Of this stream only"};

struct Operation {
    std::string_view method;
    std::string_view path;
    std::string_view summary;
    std::string_view schema;  ///< Of the answer; a list of it where `list`.
    bool list = false;
    std::vector<Parameter> query = {};
    std::string_view body = {};
    int status = 200;
};

const std::vector<Operation>& operations() {
    static const std::vector<Operation> all{
        {"get", "/api/health", "Whether the gateway and what is around it work; needs no session", "Health"},
        {"post",
         "/api/auth/exchange",
         "Trade the one-time link's token for a session cookie",
         "Session",
         false,
         {},
         "Exchange"},
        {"get", "/api/auth/session", "Who is signed in", "Session"},
        {"post", "/api/auth/refresh", "Trade the session's cookie for its successor", "Session"},
        {"post", "/api/auth/recover", "A session that may only make a passkey", "Session", false, {}, "RecoveryCode"},
        {"post", "/api/auth/register/options", "Begin to make a passkey", "CreationOptions", false, {}, "SignUp"},
        {"post", "/api/auth/register/verify", "Make it", "NewPasskey", false, {}, "Ceremony", 201},
        {"post", "/api/auth/login/options", "Begin to sign in", "RequestOptions"},
        {"post", "/api/auth/login/verify", "Sign in", "Session", false, {}, "Ceremony"},
        {"post", "/api/auth/stepup/options", "Begin to confirm with a passkey", "RequestOptions"},
        {"post", "/api/auth/stepup/verify", "Confirm; it holds for five minutes", "Session", false, {}, "Ceremony"},
        {"get", "/api/auth/passkeys", "One's own passkeys", "Passkeys"},
        {"delete", "/api/auth/passkeys/{id}", "Revoke one, and its sessions", "", false, {}, "", 204},
        {"get", "/api/auth/sessions", "One's own sessions", "OpenSession", true},
        {"delete", "/api/auth/sessions/{id}", "End one", "", false, {}, "", 204},
        {"get", "/api/auth/keys", "One's own API keys", "ApiKey", true},
        {"post", "/api/auth/keys", "Make one; it is shown once", "NewKey", false, {}, "KeyRequest", 201},
        {"delete", "/api/auth/keys/{id}", "Revoke one", "", false, {}, "", 204},
        {"post", "/api/auth/recovery-codes", "Make ten new ones", "RecoveryCodes", false, {}, "", 201},
        {"get", "/api/users", "Users and their roles", "User", true},
        {"post", "/api/users", "Make a one-time link for a new user", "OneTimeLink", false, {}, "Invitation", 201},
        {"post", "/api/users/{id}", "Change a user, by name", "", false, {}, "UserChange", 204},
        {"post", "/api/users/{id}/recover", "Make a one-time link, by name", "OneTimeLink", false, {}, "", 201},
        {"get", "/api/audit", "Who did what, newest first", "AuditEntry", true, {kLimit, kCursor}},
        {"get", "/api/audit/chain", "Whether the audit log is as it was written", "AuditChain"},
        {"post", "/api/auth/logout", "End the session", "", false, {}, "", 204},
        {"get", "/api/portfolio", "Equity, cash and exposure now", "Portfolio"},
        {"get", "/api/portfolio/history", "The equity curve", "EquityCurve", false, {kFrom, kTo, kPoints}},
        {"get", "/api/positions", "Open positions", "Position", true},
        {"get",
         "/api/signals",
         "Signals with opinions and verdict",
         "Signal",
         true,
         {kSymbol, kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/signals/{id}", "One signal", "Signal"},
        {"get", "/api/orders", "Orders", "Order", true, {kSymbol, kStatus, kSignal, kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/orders/{id}", "One order", "Order"},
        {"get", "/api/trades", "Fills", "Trade", true, {kSymbol, kOrder, kSignal, kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/trades/{id}", "One fill", "Trade"},
        {"get", "/api/outcomes", "Closed round trips", "Outcome", true, {kSymbol, kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/news", "Articles with their scores", "Article", true, {kSymbol, kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/news/{id}", "One article", "Article"},
        {"get",
         "/api/bars",
         "Bars of a symbol, oldest first",
         "Bars",
         false,
         {kSymbol, kTimeframe, kFrom, kTo, kLimit}},
        {"get", "/api/sources", "How the sources of news are doing", "Source", true},
        {"get", "/api/symbols", "Symbols that have bars", "Symbols"},
        {"get", "/api/strategies", "Strategies and their weights now", "Strategies"},
        {"get", "/api/strategies/weights", "Weights over time", "WeightCurve", false, {kFrom, kTo, kPoints}},
        {"get",
         "/api/strategies/adjustments",
         "What learning changed",
         "Adjustment",
         true,
         {kFrom, kTo, kLimit, kCursor}},
        {"get", "/api/explain/{id}", "The chain from article to outcome that an id stands in", "Explanation"},
        {"get", "/api/controls", "Whether trading goes on", "Controls"},
        {"post",
         "/api/controls",
         "Pause, resume, kill, close… and wait for the executor",
         "Command",
         false,
         {},
         "CommandRequest"},
        {"get", "/api/controls/{id}", "The answer to a command", "Command"},
        {"get", "/api/backtest", "Backtest jobs", "Backtest", true, {kLimit, kCursor}},
        {"post", "/api/backtest", "Start a backtest", "Backtest", false, {}, "BacktestRequest", 202},
        {"get", "/api/backtest/{id}", "One backtest", "Backtest"},
        {"delete", "/api/backtest/{id}", "Cancel a backtest", "", false, {}, "", 204},
        {"get", "/api/backtest/{id}/equity", "A backtest's equity curve", "EquityCurve"},
        {"get", "/api/dead-letters", "Messages that were given up", "DeadLetter", true, {kStream, kLimit}},
        {"post", "/api/dead-letters/{id}/retry", "Publish one again", "", false, {}, "", 204},
        {"delete", "/api/dead-letters/{id}", "Forget one", "", false, {}, "", 204},
        {"get", "/api/system", "World, mode, services and streams", "System"},
        {"get", "/api/openapi.json", "This document", "Document"},
    };
    return all;
}

/// A schema in short: `name:type` with s string, t time, d decimal text, n number, i integer, b boolean, o object,
/// a array; `?` where null is allowed. A `:Name` refers to another schema, `[Name]` to a list of it.
struct Schema {
    std::string_view name;
    std::string_view fields;
};

constexpr Schema kSchemas[] = {
    {"Health", "ok:b checks:a"},
    {"Session", "user:s role:s by:s expires:t verified:t?"},
    {"Exchange", "token:s"},
    {"Portfolio",
     "time:t? equity:d? cash:d? position_value:d? day_pnl:d? source:s? initial_cash:d? total_pnl:d? gross_exposure:n? "
     "net_exposure:n? positions:i open_orders:i"},
    {"EquityCurve", "points:[EquityPoint]"},
    {"EquityPoint", "time:t equity:d cash:d position_value:d day_pnl:d"},
    {"Position",
     "symbol:s quantity:d average_price:d last_price:d market_value:d? unrealized_pnl:d? realized_pnl:d updated:t"},
    {"Opinion", "strategy:s direction:s strength:n confidence:n weight:n contribution:n horizon_seconds:i reason:s"},
    {"Check", "name:s passed:b detail:s"},
    {"Verdict", "id:s signal_id:s time:t approved:b reason:s quantity:d checks:[Check]"},
    {"Signal",
     "id:s symbol:s time:t direction:s strength:n combined:n opinions:[Opinion] trigger:s trigger_id:s evidence:a "
     "reference_price:d? volatility:n? verdict:o?"},
    {"Order",
     "id:s signal_id:s verdict_id:s symbol:s side:s type:s leg:s time_in_force:s quantity:d limit_price:d? "
     "stop_price:d? "
     "time:t client_order_id:s broker_order_id:s status:s filled_quantity:d average_price:d? closed_at:t? attempts:i "
     "reason:s"},
    {"Trade",
     "id:s order_id:s signal_id:s symbol:s leg:s side:s quantity:d price:d reference_price:d commission:d fees:d "
     "slippage:d "
     "realized_pnl:d position:d time:t bar_time:t known_at:t contributions:a"},
    {"Outcome",
     "id:s symbol:s direction:s opening_signal:s opening_fill:s closing_fill:s opened:t closed:t quantity:d "
     "entry_price:d "
     "exit_price:d gross_pnl:d costs:d net_pnl:d credits:a"},
    {"Score",
     "id:s article_id:s symbol:s label:s score:n confidence:n probabilities:o engine:s model:s note:s scored:t "
     "usable_from:t"},
    {"Article",
     "id:s source:s url:s title:s text:s author:s symbols:a published:t received:t story:s scores:[Score] "
     "versions:a? details:o?"},
    {"Source",
     "name:s ok:b polls:i fetched:i new:i duplicate:i failed:i failures_in_row:i age_seconds:n? last_poll:t "
     "last_success:t? last_article:t? next_poll:t? retired:b error:s hint:s"},
    {"Bar", "time:t open:d high:d low:d close:d volume:n"},
    {"Bars", "symbol:s timeframe:s bars:[Bar]"},
    {"Symbols", "items:a"},
    {"Strategy", "name:s enabled:b weight:n parameters:o"},
    {"Strategies", "strategies:[Strategy] updated:t?"},
    {"WeightPoint", "time:t adjustment:s weights:o"},
    {"WeightCurve", "points:[WeightPoint]"},
    {"Adjustment", "id:s time:t closing_fill:s outcome:s before:o after:o reward:o method:s reason:s"},
    {"Explanation",
     "id:s kind:s articles:[Article] scores:[Score] signals:[Signal] verdicts:[Verdict] orders:[Order] trades:[Trade] "
     "outcomes:[Outcome] adjustments:[Adjustment]"},
    {"Controls", "state:s since:t? by:s reason:s open_orders:i positions:i"},
    {"CommandRequest", "action:s target:s reason:s"},
    {"Command", "id:s action:s target:s status:s detail:s? time:t?"},
    {"BacktestRequest", "from:t? to:t? cash:d? symbols:a data:s settings:o"},
    {"Backtest", "id:s status:s progress:n created:t started:t? finished:t? request:o result:o? error:o?"},
    {"DeadLetter", "id:s stream:s error:s service:s deliveries:i at:t body:s"},
    {"Group", "stream:s group:s pending:i unread:i length:i"},
    {"System", "world:s version:s commit:s simulated:b mode:o clock:o services:a streams:[Group] dead_letters:i"},
    {"RecoveryCode", "code:s"},
    {"SignUp", "token:s name:s"},
    {"Ceremony", "label:s credential:o"},
    {"CreationOptions",
     "rp:o user:o challenge:s pubKeyCredParams:a timeout:i excludeCredentials:a authenticatorSelection:o attestation:s "
     "extensions:o"},
    {"RequestOptions", "challenge:s timeout:i rpId:s allowCredentials:a userVerification:s"},
    {"NewPasskey", "user:s passkey:s label:s recovery_codes:a"},
    {"Passkey", "id:s label:s created:t last_used:t? synced:b aaguid:s"},
    {"Passkeys", "items:[Passkey] recovery_codes:i next:s?"},
    {"OpenSession", "id:s current:b last_seen:t expires:t address:s user_agent:s"},
    {"ApiKey", "id:s name:s scope:s created:t last_used:t?"},
    {"KeyRequest", "name:s scope:s"},
    {"NewKey", "id:s key:s"},
    {"RecoveryCodes", "recovery_codes:a"},
    {"User", "id:s name:s role:s disabled:b created:t passkeys:i last_used:t?"},
    {"Invitation", "name:s role:s"},
    {"UserChange", "role:s disabled:b"},
    {"OneTimeLink", "link:s"},
    {"AuditEntry", "number:i time:t actor:s action:s subject:s detail:s"},
    {"AuditChain", "ok:b rows:i broken:i?"},
    {"Problem", "type:s title:s status:i code:s detail:s hint:s instance:s"},
    {"Document", "openapi:s"},
};

void write_ref(JsonWriter& out, std::string_view name) {
    out.begin_object();
    out.field("$ref", "#/components/schemas/" + std::string(name));
    out.end_object();
}

void write_list_of(JsonWriter& out, std::string_view name) {
    out.begin_object();
    out.field("type", "array");
    out.key("items");
    write_ref(out, name);
    out.end_object();
}

std::string_view type_name(char letter) {
    switch (letter) {
        case 'n':
            return "number";
        case 'i':
            return "integer";
        case 'b':
            return "boolean";
        case 'o':
            return "object";
        case 'a':
            return "array";
        default:
            return "string";
    }
}

void write_type(JsonWriter& out, std::string_view type) {
    if (type.starts_with('[')) return write_list_of(out, type.substr(1, type.size() - 2));
    out.begin_object();
    out.key("type");
    if (type.ends_with('?')) {
        out.begin_array();
        out.value(type_name(type[0]));
        out.value("null");
        out.end_array();
    } else {
        out.value(type_name(type[0]));
    }
    if (type[0] == 't') out.field("format", "date-time");
    if (type[0] == 'd') out.field("format", "decimal");
    out.end_object();
}

void write_schema(JsonWriter& out, const Schema& schema) {
    out.key(schema.name);
    out.begin_object();
    out.field("type", "object");
    out.key("properties");
    out.begin_object();
    std::string_view rest = schema.fields;
    while (!rest.empty()) {
        const auto space = rest.find(' ');
        const auto field = rest.substr(0, space);
        const auto colon = field.find(':');
        out.key(field.substr(0, colon));
        write_type(out, field.substr(colon + 1));
        rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
    }
    out.end_object();
    out.end_object();
}

void write_parameters(JsonWriter& out, const Operation& operation) {
    out.key("parameters");
    out.begin_array();
    const auto write_one = [&](std::string_view name, std::string_view in, std::string_view type,
                               std::string_view description) {
        out.begin_object();
        out.field("name", name);
        out.field("in", in);
        out.field("required", in == "path");
        out.field("description", description);
        out.key("schema");
        out.begin_object();
        out.field("type", type);
        out.end_object();
        out.end_object();
    };
    if (operation.path.find("{id}") != std::string_view::npos) write_one("id", "path", "string", "Id");
    for (const auto& parameter : operation.query)
        write_one(parameter.name, "query", parameter.type, parameter.description);
    out.end_array();
}

void write_content(JsonWriter& out, std::string_view type, std::string_view schema, bool list) {
    out.key("content");
    out.begin_object();
    out.key(type);
    out.begin_object();
    out.key("schema");
    if (list) {
        out.begin_object();
        out.field("type", "object");
        out.key("properties");
        out.begin_object();
        out.key("items");
        write_list_of(out, schema);
        out.key("next");
        write_type(out, "s?");
        out.end_object();
        out.end_object();
    } else {
        write_ref(out, schema);
    }
    out.end_object();
    out.end_object();
}

void write_operation(JsonWriter& out, const Operation& operation) {
    out.key(operation.method);
    out.begin_object();
    out.field("summary", operation.summary);
    write_parameters(out, operation);
    if (!operation.body.empty()) {
        out.key("requestBody");
        out.begin_object();
        write_content(out, "application/json", operation.body, false);
        out.end_object();
    }
    out.key("responses");
    out.begin_object();
    out.key(std::to_string(operation.status));
    out.begin_object();
    out.field("description", "Done");
    if (!operation.schema.empty()) write_content(out, "application/json", operation.schema, operation.list);
    out.end_object();
    out.key("default");
    out.begin_object();
    out.field("description", "An error");
    write_content(out, "application/problem+json", "Problem", false);
    out.end_object();
    out.end_object();
    out.end_object();
}

void write_paths(JsonWriter& out) {
    out.key("paths");
    out.begin_object();
    std::vector<std::string_view> written;
    for (const auto& first : operations()) {
        if (std::find(written.begin(), written.end(), first.path) != written.end()) continue;
        written.push_back(first.path);
        out.key(first.path);
        out.begin_object();
        for (const auto& operation : operations()) {
            if (operation.path == first.path) write_operation(out, operation);
        }
        out.end_object();
    }
    out.end_object();
}

}  // namespace

std::string openapi_json() {
    JsonWriter out;
    out.begin_object();
    out.field("openapi", "3.1.0");
    out.key("info");
    out.begin_object();
    out.field("title", "tradewind");
    out.field("version", "1");
    out.field("description", "docs/api.md says what each field means");
    out.end_object();
    write_paths(out);
    out.key("components");
    out.begin_object();
    out.key("schemas");
    out.begin_object();
    for (const auto& schema : kSchemas) write_schema(out, schema);
    out.end_object();
    out.end_object();
    out.end_object();
    return out.take();
}

}  // namespace tradewind::gateway
