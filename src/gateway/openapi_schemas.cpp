#include "gateway/openapi_tables.hpp"

namespace tradewind::gateway {

namespace {

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
     "versions=a? details=o?"},
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
    {"CommandRequest", "action:s target=s reason=s"},
    {"Command", "id:s action:s target:s status:s detail:s? time:t?"},
    {"BacktestRequest", "from=t? to=t? cash=d? symbols=a data=s settings=o"},
    {"Backtest", "id:s status:s progress:n created:t started:t? finished:t? request:o result:o? error:o?"},
    {"Delivery", "channel:s status:s attempts:i next_attempt:t? delivered:t? error:s"},
    {"Notice", "id:s kind:s time:t title:s detail:s deliveries:[Delivery]"},
    {"NoticeEvent", "kind:s webhook:b email:b"},
    {"NoticeSettings", "webhook:o email:o events:[NoticeEvent]"},
    {"NoticeRule", "kind:s webhook=b? email=b?"},
    {"NoticeChannel", "channel:s"},
    {"NoticeTest", "channel:s ok:b detail:s hint:s"},
    {"Setting", "key:s type:s value:s configured:s default:s changeable:b description:s"},
    {"Settings", "version:i hash:s settings:[Setting]"},
    {"SettingsChange", "changes:o reason=s version=i?"},
    {"StrategyChange", "parameters:o reason=s version=i?"},
    {"ChangedSetting", "key:s before:s after:s"},
    {"SettingsVersion", "version:i time:t by:s status:s detail:s changes:[ChangedSetting]"},
    {"Nothing", ""},
    {"DeadLetter", "id:s stream:s error:s service:s deliveries:i at:t body:s"},
    {"Group", "stream:s group:s pending:i unread:i length:i"},
    {"System", "world:s version:s commit:s simulated:b mode:o clock:o services:a streams:[Group] dead_letters:i"},
    {"RecoveryCode", "code:s"},
    {"SignUp", "token=s name=s"},
    {"Ceremony", "label=s credential:o"},
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
    {"UserChange", "role=s disabled=b"},
    {"OneTimeLink", "link:s"},
    {"AuditEntry", "number:i time:t actor:s action:s subject:s detail:s"},
    {"AuditChain", "ok:b rows:i broken:i?"},
    {"Problem", "type:s title:s status:i code:s detail:s hint:s instance:s"},
    {"Document", "openapi:s"},
};

}  // namespace

std::span<const Schema> openapi_schemas() {
    return kSchemas;
}

}  // namespace tradewind::gateway
