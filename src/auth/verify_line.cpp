#include "auth/verify_line.hpp"

#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "auth/cose_key.hpp"
#include "auth/jwk.hpp"
#include "auth/jwt.hpp"
#include "auth/response_json.hpp"
#include "auth/signature.hpp"

namespace tradewind::auth {

namespace {

constexpr std::uint64_t kLatest = std::uint64_t{1} << 53;

/// What a case comes to: members beside `"ok":true`.
using Answer = Verdict<Json>;

const Json& member(const Json& object, std::string_view name) {
    static const Json kNothing;
    const auto* found = find(object, name);
    return found == nullptr ? kNothing : *found;
}

Verdict<std::vector<std::string>> texts_member(const Json& object, std::string_view name,
                                               std::vector<std::string> fallback) {
    const auto& list = member(object, name);
    if (list.is_null()) return fallback;
    std::vector<std::string> texts;
    for (const auto& item : list) {
        if (!list.is_array() || !item.is_string())
            return refuse("malformed-policy", fmt::format("{} is no list of texts", name));
        texts.push_back(item.get<std::string>());
    }
    return texts;
}

Verdict<Policy> read_policy(const Json& json) {
    Policy policy;
    const auto rp_id = text_member(json, "rp_id");
    const auto crossing = flag_member(json, "allow_cross_origin", false);
    const auto verification = flag_member(json, "require_uv", true);
    if (!rp_id) return refuse("malformed-policy", "the policy's " + rp_id.error().message);
    if (!crossing || !verification) return std::unexpected(!crossing ? crossing.error() : verification.error());
    policy.rp_id = *rp_id;
    policy.allow_cross_origin = *crossing;
    policy.require_uv = *verification;
    for (const auto& [name, into] :
         {std::pair("origins", &policy.origins), std::pair("top_origins", &policy.top_origins),
          std::pair("formats", &policy.formats), std::pair("roots", &policy.roots)}) {
        auto texts = texts_member(json, name, *into);
        if (!texts) return std::unexpected(texts.error());
        *into = std::move(*texts);
    }
    for (auto& root : policy.roots) {
        auto der = from_base64url(root);
        if (!der) return refuse("malformed-policy", "a root is no base64url");
        root = std::move(*der);
    }
    if (const auto& algs = member(json, "algs"); !algs.is_null()) {
        policy.algs.clear();
        for (const auto& alg : algs) {
            if (!algs.is_array() || !alg.is_number_integer())
                return refuse("malformed-policy", "algs is no list of numbers");
            policy.algs.push_back(alg.get<std::int64_t>());
        }
    }
    return policy;
}

Answer registration(const Json& input) {
    const auto policy = read_policy(member(input, "policy"));
    const auto challenge = bytes_member(input, "challenge");
    const auto response = read_registration_response(member(input, "response"));
    if (!policy) return std::unexpected(policy.error());
    if (!challenge) return std::unexpected(challenge.error());
    if (!response) return std::unexpected(response.error());
    const auto made = verify_registration(*policy, *challenge, *response);
    if (!made) return std::unexpected(made.error());
    return Json{{"credential",
                 {{"id", to_base64url(made->id)},
                  {"public_key", to_base64url(made->public_key)},
                  {"alg", made->algorithm},
                  {"sign_count", made->sign_count},
                  {"aaguid", made->aaguid},
                  {"uv", made->user_verified},
                  {"be", made->backup_eligible},
                  {"bs", made->backed_up},
                  {"format", made->format}}}};
}

Verdict<StoredCredential> read_credential(const Json& json) {
    auto id = bytes_member(json, "id");
    auto key = bytes_member(json, "public_key");
    if (!id || !key) return std::unexpected(!id ? id.error() : key.error());
    StoredCredential credential{
        .id = std::move(*id), .public_key = std::move(*key), .sign_count = 0, .user_handle = {}, .backup_eligible = {}};
    if (const auto& count = member(json, "sign_count"); !count.is_null()) {
        const auto number = whole_number(count, UINT32_MAX);
        if (!number) return refuse("malformed", "sign_count is no whole number of 32 bits");
        credential.sign_count = static_cast<std::uint32_t>(*number);
    }
    if (!member(json, "user_handle").is_null()) {
        auto handle = bytes_member(json, "user_handle");
        if (!handle) return std::unexpected(handle.error());
        credential.user_handle = std::move(*handle);
    }
    if (const auto& eligible = member(json, "be"); eligible.is_boolean())
        credential.backup_eligible = eligible.get<bool>();
    else if (!eligible.is_null())
        return refuse("malformed", "be is neither true nor false");
    return credential;
}

Answer authentication(const Json& input) {
    const auto policy = read_policy(member(input, "policy"));
    const auto challenge = bytes_member(input, "challenge");
    const auto credential = read_credential(member(input, "credential"));
    const auto response = read_authentication_response(member(input, "response"));
    if (!policy) return std::unexpected(policy.error());
    if (!challenge) return std::unexpected(challenge.error());
    if (!credential) return std::unexpected(credential.error());
    if (!response) return std::unexpected(response.error());
    const auto done = verify_authentication(*policy, *challenge, *credential, *response);
    if (!done) return std::unexpected(done.error());
    return Json{{"sign_count", done->sign_count}, {"uv", done->user_verified}, {"bs", done->backed_up}};
}

Verdict<const Algorithm*> read_algorithm(const Json& input) {
    const auto name = text_member(input, "alg");
    if (!name) return std::unexpected(name.error());
    const auto* algorithm = find_algorithm(*name);
    if (algorithm == nullptr) return refuse("unsupported-algorithm", "the algorithm is not supported");
    return algorithm;
}

Verdict<TokenRules> read_rules(const Json& input) {
    TokenRules rules;
    const auto raw = flag_member(input, "raw", false);
    if (!raw) return std::unexpected(raw.error());
    rules.raw = *raw;
    if (const auto& now = member(input, "now"); !now.is_null()) {
        rules.now = whole_number(now, kLatest);
        if (!rules.now) return refuse("malformed", "now is no whole number of seconds");
    }
    if (const auto& leeway = member(input, "leeway"); !leeway.is_null()) {
        const auto seconds = whole_number(leeway, kLatest);
        if (!seconds) return refuse("malformed", "leeway is no whole number of seconds");
        rules.leeway = *seconds;
    }
    for (const auto& [name, into] : {std::pair("issuer", &rules.issuer), std::pair("audience", &rules.audience)}) {
        if (member(input, name).is_null()) continue;
        auto text = text_member(input, name);
        if (!text) return std::unexpected(text.error());
        *into = std::move(*text);
    }
    return rules;
}

Answer token(const Json& input) {
    const auto algorithm = read_algorithm(input);
    if (!algorithm) return std::unexpected(algorithm.error());
    const auto key = read_jwk(member(input, "jwk"), **algorithm);
    const auto text = text_member(input, "token");
    const auto rules = read_rules(input);
    if (!key) return std::unexpected(key.error());
    if (!text) return std::unexpected(text.error());
    if (!rules) return std::unexpected(rules.error());
    auto verified = verify_token(*text, **algorithm, *key, *rules);
    if (!verified) return std::unexpected(verified.error());
    if (verified->claims) return Json{{"claims", std::move(*verified->claims)}};
    return Json{{"payload", to_base64url(verified->payload)}};
}

Verdict<PublicKey> read_any_key(const Json& json, const Algorithm& algorithm) {
    if (!member(json, "cose").is_string() || json.contains("kty")) return read_jwk(json, algorithm);
    const auto bytes = bytes_member(json, "cose");
    if (!bytes) return std::unexpected(bytes.error());
    auto key = read_cose_key(*bytes);
    if (!key) return std::unexpected(key.error());
    if (key->algorithm != &algorithm) return refuse("algorithm-mismatch", "the key's alg is another one");
    return std::move(key->key);
}

Answer signature(const Json& input) {
    const auto algorithm = read_algorithm(input);
    if (!algorithm) return std::unexpected(algorithm.error());
    const auto key = read_any_key(member(input, "key"), **algorithm);
    const auto message = bytes_member(input, "message");
    const auto bytes = bytes_member(input, "signature");
    if (!key) return std::unexpected(key.error());
    if (!message) return std::unexpected(message.error());
    if (!bytes) return std::unexpected(bytes.error());
    auto form = SignatureForm::kDer;
    if ((*algorithm)->family == Family::kEcdsa) {
        const auto name = text_member(input, "form");
        if (!name || (*name != "der" && *name != "p1363")) return refuse("malformed", "form is neither der nor p1363");
        form = *name == "der" ? SignatureForm::kDer : SignatureForm::kP1363;
    }
    if (const auto good = verify_signature(**algorithm, *key, form, *message, *bytes); !good)
        return std::unexpected(good.error());
    return Json::object();
}

struct Operation {
    std::string_view name;
    Answer (*run)(const Json&);
};
constexpr Operation kOperations[] = {{"webauthn.register", registration},
                                     {"webauthn.authenticate", authentication},
                                     {"jwt.verify", token},
                                     {"signature.verify", signature}};

std::string print(const Json& line) {
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

LineAnswer unreadable(const Json& id, std::string message, std::string_view hint) {
    return {print({{"id", id}, {"error", {{"code", "parse-error"}, {"message", std::move(message)}, {"hint", hint}}}}),
            false};
}

LineAnswer refusal(const Json& id, const Refusal& why) {
    return {print({{"id", id}, {"ok", false}, {"reason", why.reason}, {"message", why.message}}), true};
}

}  // namespace

LineAnswer answer_line(std::string_view line) {
    const auto input = parse_json(line);
    if (!input) {
        // A member given twice, or nested without end, is a trick of the sender: a refusal, under the line's id.
        const auto loose = nlohmann::json::parse(line, [](int depth, auto, auto&) { return depth < 3; }, false);
        if (!loose.is_object()) return unreadable(nullptr, "not JSON", "write one JSON object a line");
        const auto id = loose.value("id", nlohmann::json());
        return refusal(id.is_primitive() ? Json(id) : Json(), input.error());
    }
    if (!input->is_object()) return unreadable(nullptr, "not a JSON object", "write one JSON object a line");
    const auto& id = member(*input, "id");
    const auto op = text_member(*input, "op");
    for (const auto& operation : kOperations) {
        if (!op || *op != operation.name) continue;
        const auto answer = operation.run(*input);
        if (!answer) return refusal(id, answer.error());
        Json out{{"id", id}, {"ok", true}};
        out.update(*answer);
        return {print(out), true};
    }
    return unreadable(id, "op is missing or not known",
                      "webauthn.register, webauthn.authenticate, jwt.verify or signature.verify");
}

}  // namespace tradewind::auth
