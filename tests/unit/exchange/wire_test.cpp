#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "exchange/chaos.hpp"
#include "exchange/data_pages.hpp"
#include "exchange/order_codec.hpp"
#include "exchange/random.hpp"
#include "exchange/stream_json.hpp"

using namespace tradewind;
using namespace tradewind::exchange;
using nlohmann::json;

TEST_CASE("Null and empty members of an order are absent, money is text or number") {
    const auto request = decode_order_request(
        R"({"symbol":"AURL","qty":1.5,"notional":null,"side":"buy","type":"market","time_in_force":"day","client_order_id":"","limit_price":"","order_class":""})");
    REQUIRE(request.has_value());
    CHECK(request->quantity == *Decimal::parse("1.5"));
    CHECK_FALSE(request->notional.has_value());
    CHECK_FALSE(request->limit_price.has_value());
    CHECK(decode_order_request(R"({"qty":"1.1234567899"})")->quantity == *Decimal::parse("1.123456789"));
    CHECK(decode_order_request(R"({"qty":"many"})").error().message == "invalid qty");
    CHECK(decode_order_request("[]").error().status == 400);
}

TEST_CASE("In msgpack times are timestamp extensions and T comes first") {
    const Trade trade{41, *parse_timestamp("2026-01-05T14:31:02.118244507Z"), *Decimal::parse("187.25"),
                      Decimal::from_int(3), false};
    const auto object = stream_trade("AURL", trade);
    CHECK(object.begin().key() == "T");
    const std::string packed = encode_array({object}, true);
    const auto read = json::from_msgpack(packed);
    REQUIRE(read.is_array());
    CHECK(read[0]["S"] == "AURL");
    CHECK(read[0]["s"].is_number_integer());
    REQUIRE(read[0]["t"].is_binary());
    CHECK(static_cast<std::int8_t>(read[0]["t"].get_binary().subtype()) == -1);
    std::uint64_t value = 0;
    for (const auto byte : read[0]["t"].get_binary()) value = value << 8U | byte;
    CHECK((value & ((1ULL << 34U) - 1)) == 1767623462);
    CHECK(value >> 34U == 118244507);
    CHECK(json::parse(encode_array({object}, false))[0]["t"] == "2026-01-05T14:31:02.118244507Z");
}

TEST_CASE("What a client says is read in both encodings, and refused where it makes no sense") {
    const json said{{"action", "subscribe"}, {"bars", {"*"}}, {"trades", nullptr}};
    const auto packed = json::to_msgpack(said);
    for (const auto& command :
         {read_command(said.dump(), false), read_command(std::string(packed.begin(), packed.end()), true)}) {
        REQUIRE(command.has_value());
        CHECK(command->action == "subscribe");
        CHECK(command->channels.at("bars") == std::vector<std::string>{"*"});
        CHECK_FALSE(command->channels.contains("trades"));
    }
    CHECK_FALSE(read_command("\xc1", true).has_value());
    CHECK_FALSE(read_command("nonsense", false).has_value());
}

TEST_CASE("A frame of many objects is one msgpack array") {
    std::vector<StreamJson> many(70'000, control_json("x"));
    for (const std::size_t count : {std::size_t{3}, std::size_t{400}, many.size()}) {
        const auto frame = encode_array({many.begin(), many.begin() + static_cast<std::ptrdiff_t>(count)}, true);
        CHECK(json::from_msgpack(frame).size() == count);
    }
}

TEST_CASE("A page token says where a page ended, and nothing else is one") {
    const Timestamp time = *parse_timestamp("2026-01-05T14:30:00Z");
    const auto place = read_page_token(make_page_token("BRK.B", time, 2));
    REQUIRE(place.has_value());
    CHECK(place->symbol == "BRK.B");
    CHECK(place->time == time);
    CHECK(place->skip == 2);
    for (const char* wrong : {"", "zz", "414141", "41417c317c", "7c"}) CHECK_FALSE(read_page_token(wrong).has_value());
}

TEST_CASE("Chaos is seeded and limited") {
    const auto plan = parse_chaos(
        R"({"seed":3,"rules":[{"mode":"duplicate","probability":0.5},{"mode":"slow","amount":2,"times":1}]})");
    REQUIRE(plan.has_value());
    const auto draw = [&] {
        Chaos chaos(*plan, 1);
        std::string text;
        for (int i = 0; i < 200; ++i) text += chaos.happens(ChaosMode::kDuplicate) ? '1' : '0';
        return text;
    };
    CHECK(draw() == draw());
    CHECK(draw().contains("01"));
    Chaos chaos(*plan, 1);
    CHECK(chaos.happens(ChaosMode::kSlow) == 2.0);
    CHECK_FALSE(chaos.happens(ChaosMode::kSlow).has_value());
    CHECK_FALSE(chaos.happens(ChaosMode::kHalt).has_value());
    CHECK_FALSE(parse_chaos(R"({"rules":[{"mode":"earthquake"}]})").has_value());
}

TEST_CASE("Whatever a client sends is read or refused, never more") {
    const json said{{"action", "subscribe"}, {"bars", {"*", "AURL"}}, {"key", "k"}};
    const auto packed = json::to_msgpack(said);
    const std::vector<std::string> seeds{
        R"({"symbol":"AURL","qty":"1e9","side":"buy","type":"limit","time_in_force":"day","limit_price":"187.25","take_profit":{"limit_price":"1"},"stop_loss":{"stop_price":-1}})",
        R"({"qty":"5","limit_price":1e308,"trail":"0.000000001","client_order_id":"x"})",
        R"({"seed":3,"rules":[{"mode":"late","probability":0.5,"amount":1.5,"after":"60s","for":"5m","times":3}]})",
        std::string(packed.begin(), packed.end()),
        make_page_token("AURL", Timestamp{}, 3),
        said.dump()};
    Random random(99);
    std::size_t read = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string text = seeds[random.below(seeds.size())];
        for (std::size_t change = random.below(5); change > 0 && !text.empty(); --change) {
            const std::size_t at = random.below(text.size());
            switch (random.below(4)) {
                case 0:
                    text[at] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    text.erase(at, 1 + random.below(8));
                    break;
                case 2:
                    text.insert(at, text.substr(random.below(text.size()), random.below(12)));
                    break;
                default:
                    text.resize(at);
            }
        }
        if (const auto order = decode_order_request(text)) {
            ++read;
        } else {
            const bool known = order.error().status == 400 || order.error().status == 422;
            REQUIRE(known);
        }
        read += decode_replace_request(text).has_value() ? 1 : 0;
        read += read_command(text, true).has_value() ? 1 : 0;
        read += read_command(text, false).has_value() ? 1 : 0;
        read += read_page_token(text).has_value() ? 1 : 0;
        read += parse_chaos(text).has_value() ? 1 : 0;
    }
    CHECK(read > 1000);
}
