#pragma once

#include <string>
#include <string_view>

namespace tradewind::auth {

/// The answer to one case of `tradewind auth verify`: a line of JSON, without a line break.
struct LineAnswer {
    std::string json;
    bool readable = true;  ///< Whether the line could be read: a refusal is an answer.
};

/// `{"id","op",…}`: webauthn.register, webauthn.authenticate, jwt.verify, signature.verify. Never fails.
LineAnswer answer_line(std::string_view line);

}  // namespace tradewind::auth
