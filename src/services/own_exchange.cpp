#include "services/own_exchange.hpp"

#include <fmt/core.h>

namespace tradewind::services {

exchange::ServeOptions own_exchange_options(const RunOptions& options) {
    const auto& settings = options.settings;
    exchange::ServeOptions serve;
    serve.exchange.seed = static_cast<std::uint64_t>(settings.simulation.seed);
    serve.exchange.cash = options.cash;
    serve.exchange.start = exchange::default_start();
    serve.exchange.splits = false;
    serve.speed = options.speed > 0 ? options.speed : settings.simulation.speed;
    serve.skip_nights = true;
    serve.journal = fmt::format("{}/{}.exchange", settings.data.dir, options.world);
    return serve;
}

config::Settings settings_at(const exchange::ServedExchange& there, double speed, config::Settings settings) {
    settings.alpaca = {.key_id = there.key_id,
                       .secret_key = there.secret_key,
                       .paper = true,
                       .feed = "iex",
                       .trading_url = there.url,
                       .data_url = there.url,
                       .stream_url = there.stream_url,
                       .clock_speed = speed};
    settings.trading.live = false;
    settings.trading.broker = "alpaca";
    settings.decisions["universe.symbols"] = there.symbols;
    settings.news.sources = {
        {.name = "invented-rss", .url = there.url + "/feeds/rss.xml", .interval = std::chrono::seconds(2)},
        {.name = "invented-atom", .url = there.url + "/feeds/atom.xml", .interval = std::chrono::seconds(2)}};
    settings.news.sec_forms.clear();
    settings.news.poll_interval = std::chrono::seconds(1);
    settings.reddit = {.subreddits = {"invented"},
                       .query = {},
                       .client_id = "invented",
                       .client_secret = "invented",
                       .base_url = there.url,
                       .token_url = there.url + "/api/v1/access_token",
                       .poll_interval = std::chrono::seconds(3)};
    return settings;
}

}  // namespace tradewind::services
