#pragma once

#include <deque>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"

namespace tradewind::broker {

/// Answers requests in the order that the test lays down, and keeps what was asked.
class ScriptedAlpaca {
public:
    void answer(int status, std::string body = {}, std::vector<std::pair<std::string, std::string>> headers = {}) {
        HttpResponse response;
        response.status = status;
        response.body = std::move(body);
        response.headers = std::move(headers);
        answers_.emplace_back(std::move(response));
    }
    void lose(ErrorCode code) { answers_.emplace_back(fail(code, "no answer")); }

    std::vector<HttpRequest> asked;
    Duration slept{};
    AlpacaHttp http{"https://alpaca.test",
                    {"KEY", "SECRET"},
                    [this](const HttpRequest& request) { return next(request); },
                    clock_,
                    [this](Duration pause) { slept += pause; }};

private:
    Result<HttpResponse> next(const HttpRequest& request) {
        asked.push_back(request);
        if (answers_.empty()) return fail(ErrorCode::kInternal, "the script has ended");
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        return answer;
    }
    SystemMachineClock clock_;
    std::deque<Result<HttpResponse>> answers_;
};

}  // namespace tradewind::broker
