#include "news/feed_date.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace tradewind::news {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

struct Zone {
    std::string_view name;
    int minutes;
};
// Ambiguous ones are taken as the Americans and Europeans who write feeds mean them.
constexpr auto kZones = std::to_array<Zone>(
    {{"z", 0},      {"ut", 0},      {"utc", 0},     {"gmt", 0},    {"wet", 0},    {"west", 60},  {"est", -300},
     {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
     {"et", -300},  {"ct", -360},   {"mt", -420},   {"pt", -480},  {"ast", -240}, {"adt", -180}, {"nst", -210},
     {"ndt", -150}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"bst", 60},   {"ist", 330},  {"cet", 60},
     {"cest", 120}, {"met", 60},    {"mest", 120},  {"mez", 60},   {"mesz", 120}, {"eet", 120},  {"eest", 180},
     {"msk", 180},  {"jst", 540},   {"kst", 540},   {"hkt", 480},  {"sgt", 480},  {"awst", 480}, {"acst", 570},
     {"aest", 600}, {"aedt", 660},  {"nzst", 720},  {"nzdt", 780}, {"brt", -180}, {"art", -180}});

struct MonthName {
    std::string_view prefix;
    int month;
};
// Beginnings of names, lower case; a longer one stands before one that it begins with.
constexpr auto kMonths = std::to_array<MonthName>(
    {{"jan", 1},  {"jän", 1},  {"ene", 1},  {"gen", 1},   {"янв", 1},  {"ιαν", 1},  {"sty", 1},  {"led", 1},
     {"feb", 2},  {"fev", 2},  {"fév", 2},  {"фев", 2},   {"φεβ", 2},  {"lut", 2},  {"mar", 3},  {"mär", 3},
     {"mrt", 3},  {"mrz", 3},  {"már", 3},  {"мар", 3},   {"μαρ", 3},  {"μάρ", 3},  {"apr", 4},  {"avr", 4},
     {"abr", 4},  {"ápr", 4},  {"апр", 4},  {"απρ", 4},   {"kwi", 4},  {"may", 5},  {"mai", 5},  {"mag", 5},
     {"mei", 5},  {"maj", 5},  {"máj", 5},  {"май", 5},   {"мая", 5},  {"μαϊ", 5},  {"μαι", 5},  {"μάι", 5},
     {"juin", 6}, {"jun", 6},  {"jún", 6},  {"giu", 6},   {"июн", 6},  {"ιουν", 6}, {"ιούν", 6}, {"cze", 6},
     {"juil", 7}, {"jul", 7},  {"júl", 7},  {"lug", 7},   {"июл", 7},  {"ιουλ", 7}, {"ιούλ", 7}, {"lip", 7},
     {"aug", 8},  {"août", 8}, {"aout", 8}, {"aoû", 8},   {"ago", 8},  {"авг", 8},  {"αυγ", 8},  {"αύγ", 8},
     {"sie", 8},  {"sep", 9},  {"set", 9},  {"szept", 9}, {"сен", 9},  {"σεπ", 9},  {"wrz", 9},  {"oct", 10},
     {"okt", 10}, {"ott", 10}, {"out", 10}, {"окт", 10},  {"οκτ", 10}, {"paź", 10}, {"nov", 11}, {"ноя", 11},
     {"νοε", 11}, {"νοέ", 11}, {"lis", 11}, {"dec", 12},  {"dez", 12}, {"déc", 12}, {"dic", 12}, {"дек", 12},
     {"δεκ", 12}, {"gru", 12}});

// Lower case of ASCII and of the letters that month names hold.
std::string folded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        const auto rest = text.substr(i);
        if (rest.starts_with("\u2212") || rest.starts_with("\u2013")) {
            result += '-';  // A typographer's minus before the zone.
            i += 2;
        } else if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c + 32);
        } else if (c == 0xC3 && next >= 0x80 && next <= 0x9E) {
            (result += text[i]) += static_cast<char>(next + 0x20);
            ++i;
        } else if (c == 0xD0 && next >= 0x90 && next <= 0x9F) {
            (result += text[i]) += static_cast<char>(next + 0x20);
            ++i;
        } else if (c == 0xD0 && next >= 0xA0 && next <= 0xAF) {
            (result += '\xD1') += static_cast<char>(next - 0x20);
            ++i;
        } else if (c == 0xCE && next >= 0x91 && next <= 0x9F) {
            (result += text[i]) += static_cast<char>(next + 0x20);
            ++i;
        } else if (c == 0xCE && next >= 0xA0 && next <= 0xA9) {
            (result += '\xCF') += static_cast<char>(next - 0x20);
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::optional<int> month_of(std::string_view word) {
    for (const auto& [prefix, month] : kMonths) {
        if (word.starts_with(prefix)) return month;
    }
    return std::nullopt;
}

std::optional<int> zone_of(std::string_view word) {
    for (const auto& [name, offset] : kZones) {
        if (name == word) return offset;
    }
    // RFC 822 had the military letters backwards, so nobody knows what they mean.
    if (word.size() == 1 && word[0] != 't') return 0;
    return std::nullopt;
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = std::min(value * 10 + (c - '0'), 100'000'000);
    return value;
}

/// What is known of an instant so far.
struct Fields {
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t nanos = 0;
    int offset = 0;  // Minutes east of Greenwich.

    [[nodiscard]] std::optional<Timestamp> instant() const {
        using namespace std::chrono;
        if (year < 1900 || year > 2200 || hour > 24 || minute > 59 || second > 60) return std::nullopt;
        if (hour == 24 && (minute != 0 || second != 0)) return std::nullopt;
        auto date = year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day)));
        if (!date.ok() && month > 12 && day <= 12) {
            date = year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(day)),
                                  std::chrono::day(static_cast<unsigned>(month)));
        }
        if (!date.ok() || offset < -24 * 60 || offset > 24 * 60) return std::nullopt;
        return Timestamp(sys_days(date)) + hours(hour) + minutes(minute) + seconds(std::min(second, 59)) +
               nanoseconds(nanos) - minutes(offset);
    }
};

class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void skip_blanks() {
        while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
    }
    std::string_view digits(std::size_t most) {
        const auto begin = at_;
        while (at_ - begin < most && is_digit(peek())) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    std::string_view letters() {
        const auto begin = at_;
        while (!at_end() && is_letter(peek())) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    void skip(std::size_t count) { at_ = std::min(at_ + count, text_.size()); }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

// `hh:mm`, `hhmm`, `hh:mm:ss`, with a fraction; the hour alone only where `lone_hour`.
bool read_time(Cursor& cursor, Fields& fields, bool lone_hour) {
    const auto hour = cursor.digits(2);
    if (hour.empty()) return false;
    fields.hour = number(hour);
    const bool colon = cursor.take(':') || (cursor.peek() == '.' && !lone_hour && cursor.take('.'));
    if (!colon && !is_digit(cursor.peek())) return lone_hour;
    const auto minute = cursor.digits(2);
    if (minute.empty()) return false;
    fields.minute = number(minute);
    if (!(colon ? cursor.take(':') : is_digit(cursor.peek()))) return true;
    const auto second = cursor.digits(2);
    if (second.empty()) return true;
    fields.second = number(second);
    if (cursor.take('.') || cursor.take(',')) {
        auto fraction = std::string(cursor.digits(9));
        cursor.digits(30);
        fraction.resize(9, '0');
        fields.nanos = number(fraction.substr(0, 8)) * 10LL + (fraction[8] - '0');
    }
    return true;
}

// `+hh:mm`, `-hhmm`, `+hh`, `Z`, `EST`, `GMT+05:00`. True if something was read.
bool read_zone(Cursor& cursor, int& offset) {
    cursor.skip_blanks();
    if (cursor.rest().starts_with("etc/")) cursor.skip(4);
    bool any = false;
    if (is_letter(cursor.peek())) {
        const auto named = zone_of(cursor.letters());
        if (!named) return false;
        offset = *named;
        any = true;
    }
    const bool plus = cursor.peek() == '+';
    if (!plus && cursor.peek() != '-') return any;
    cursor.skip(1);
    const auto hours = cursor.digits(2);
    cursor.take(':');
    const auto rest = cursor.digits(2);
    if (hours.empty()) return any;
    const int east = number(hours) * 60 + number(rest);
    offset = plus ? east : -east;
    return true;
}

std::optional<Timestamp> week_date(int year, int week, int weekday) {
    // ISO 8601: week 1 holds 4 January.
    const auto fourth = sys_days(std::chrono::year(year) / 1 / 4);
    const auto monday = fourth - days(std::chrono::weekday(fourth).iso_encoding() - 1);
    if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return std::nullopt;
    return Timestamp(monday + days((week - 1) * 7 + weekday - 1));
}

// ISO 8601 and what looks like it: begins with a four-digit year.
std::optional<Timestamp> parse_iso(std::string_view text) {
    Cursor cursor(text);
    Fields fields;
    const auto year = cursor.digits(4);
    if (year.size() != 4) return std::nullopt;
    fields.year = number(year);
    std::optional<Timestamp> day_known;
    const bool separated = cursor.take('-') || cursor.take('/') || cursor.take('.') || cursor.take(':');
    if (cursor.take('w')) {
        const int week = number(cursor.digits(2));
        cursor.take('-');
        const auto weekday = cursor.digits(1);
        day_known = week_date(fields.year, week, weekday.empty() ? 1 : number(weekday));
        if (!day_known) return std::nullopt;
    } else if (is_letter(cursor.peek())) {
        const auto month = month_of(cursor.letters());
        if (!month) return std::nullopt;
        fields.month = *month;
        cursor.take('-');
        fields.day = number(cursor.digits(2));
    } else {
        const auto digits = cursor.digits(4);
        if (digits.size() == 3) {
            const auto first = sys_days(std::chrono::year(fields.year) / 1 / 1);
            if (number(digits) < 1 || number(digits) > 366) return std::nullopt;
            day_known = Timestamp(first + days(number(digits) - 1));
        } else if (digits.size() == 4 && !separated) {
            fields.month = number(digits.substr(0, 2));
            fields.day = number(digits.substr(2));
        } else if (digits.size() <= 2 && !digits.empty()) {
            fields.month = number(digits);
            const bool more = cursor.take('-') || cursor.take('/') || cursor.take('.') || cursor.take(':');
            if (more || (!separated && is_digit(cursor.peek()))) {
                const auto day = cursor.digits(2);
                if (day.empty()) return std::nullopt;
                fields.day = number(day);
            }
        } else if (!digits.empty()) {
            return std::nullopt;
        }
    }
    if (!cursor.take('t')) cursor.skip_blanks();
    if (is_digit(cursor.peek()) && !read_time(cursor, fields, true)) return std::nullopt;
    read_zone(cursor, fields.offset);
    cursor.skip_blanks();
    if (!cursor.at_end() && !is_letter(cursor.peek()) && cursor.peek() != '(') return std::nullopt;
    if (!day_known) return fields.instant();
    Fields clock = fields;
    clock.month = 1;
    clock.day = 1;
    const auto time = clock.instant();
    if (!time) return std::nullopt;
    return *day_known + (*time - Timestamp(sys_days(std::chrono::year(fields.year) / 1 / 1)));
}

struct Token {
    std::string_view text;
    bool number = false;
};

/// Everything else: tokens in nearly any order.
class LooseDate {
public:
    std::optional<Timestamp> parse(std::string_view text) {
        Cursor cursor(text);
        while (!cursor.at_end()) {
            if (!token(cursor)) return std::nullopt;
        }
        return assemble();
    }

private:
    bool token(Cursor& cursor) {
        const auto rest = cursor.rest();
        if (is_digit(rest[0])) return numeric(cursor);
        const bool sign = rest[0] == '+' || (rest[0] == '-' && time_ && rest.size() > 1 && is_digit(rest[1]));
        if (sign && time_) {
            zone_ = read_zone(cursor, fields_.offset) || zone_;
            return true;
        }
        if (rest[0] == '(') {
            const auto close = rest.find(')');
            cursor.skip(close == std::string_view::npos ? rest.size() : close + 1);
            return true;
        }
        if (is_letter(rest[0])) return word(cursor);
        cursor.skip(1);
        return true;
    }

    bool numeric(Cursor& cursor) {
        const auto rest = cursor.rest();
        const auto size = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const bool clock = size <= 2 && size < rest.size() && rest[size] == ':';
        if (clock) {
            if (time_) return false;
            time_ = true;
            return read_time(cursor, fields_, false);
        }
        const auto digits = cursor.digits(size);
        if (size > 4) return false;
        numbers_.push_back(digits);
        dotted_ = dotted_ || (numbers_.size() == 1 && cursor.peek() == '.');
        // Ordinals: 1st, 2nd, 3rd, 4th.
        for (const std::string_view ending : {"st", "nd", "rd", "th", "er"}) {
            if (cursor.rest().starts_with(ending)) cursor.skip(2);
        }
        return numbers_.size() <= 3;
    }

    bool word(Cursor& cursor) {
        auto ahead = cursor;
        const auto word = ahead.letters();
        if (time_ && (word == "am" || word == "pm")) {
            if (word == "pm" && fields_.hour < 12) fields_.hour += 12;
            if (word == "am" && fields_.hour == 12) fields_.hour = 0;
            cursor = ahead;
            return true;
        }
        const bool may_be_zone = time_ && !zone_;
        if (may_be_zone && (zone_of(word) || cursor.rest().starts_with("etc/"))) {
            zone_ = true;
            return read_zone(cursor, fields_.offset) || skip_word(cursor, ahead);
        }
        // A weekday may begin like a month ("mar" is Tuesday in Italian): the later one wins.
        if (const auto month = month_of(word); month && (!month_ || month_led_)) {
            fields_.month = *month;
            month_ = true;
            month_led_ = numbers_.empty();
        }
        return skip_word(cursor, ahead);
    }

    static bool skip_word(Cursor& cursor, const Cursor& ahead) {
        cursor = ahead;
        return true;
    }

    std::optional<Timestamp> assemble() {
        const auto year_at = std::ranges::find_if(numbers_, [](std::string_view n) { return n.size() == 4; });
        if (month_) {
            if (numbers_.size() < 2) return std::nullopt;
            const bool year_first = year_at == numbers_.begin();
            fields_.day = number(numbers_[year_first ? 1 : 0]);
            fields_.year = full_year(numbers_[year_first ? 0 : 1]);
            return fields_.instant();
        }
        if (numbers_.size() != 3 || year_at == numbers_.end()) return std::nullopt;
        // 01/05/2026 is American unless that can't be, 01.05.2026 European; 2026 first was ISO.
        const int first = number(numbers_[0]);
        const int second = number(numbers_[1]);
        const bool day_first = second > 12 ? false : dotted_ || first > 12;
        fields_.year = number(*year_at);
        fields_.month = day_first ? second : first;
        fields_.day = day_first ? first : second;
        return fields_.instant();
    }

    static int full_year(std::string_view digits) {
        const int year = number(digits);
        if (digits.size() > 2) return year;
        return year >= 90 ? 1900 + year : 2000 + year;
    }

    Fields fields_;
    std::vector<std::string_view> numbers_;
    bool month_ = false;
    bool month_led_ = false;  // Read before any number: it may have been a weekday.
    bool time_ = false;
    bool zone_ = false;
    bool dotted_ = false;  // The first number ends with a dot.
};

}  // namespace

std::optional<Timestamp> parse_feed_date(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text.size() > 200) return std::nullopt;
    const auto lower = folded(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
    if (lower.size() >= 4 && std::ranges::all_of(lower.substr(0, 4), is_digit)) {
        if (const auto iso = parse_iso(lower)) return iso;
    }
    return LooseDate().parse(lower);
}

}  // namespace tradewind::news
