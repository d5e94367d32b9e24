#include "net/static_files.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>

using namespace tradewind::net;

namespace {

class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("tradewind-static-{}", ::getpid())) {
        std::filesystem::create_directories(path_ / "assets");
        put("index.html", "<html>");
        put("assets/app-1a2b3c4d.js", "js");
        put("favicon.svg", "<svg/>");
        std::ofstream(path_.string() + "-outside") << "outside";
        std::filesystem::create_symlink(path_.string() + "-outside", path_ / "link.txt");
    }
    ~Folder() {
        std::filesystem::remove_all(path_);
        std::filesystem::remove(path_.string() + "-outside");
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    void put(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
    std::filesystem::path path_;
};

Response get(const StaticFiles& files, std::string path, Fields headers = {}) {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = std::move(headers);
    return files.serve(request);
}

}  // namespace

TEST_CASE("files are served with their type and an ETag") {
    const Folder folder;
    const auto files = StaticFiles::load(folder.path());
    REQUIRE(files);
    const auto script = get(*files, "/assets/app-1a2b3c4d.js");
    CHECK(script.content() == "js");
    CHECK(script.header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(script.header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(get(*files, "/favicon.svg").header("Content-Type") == "image/svg+xml");
    CHECK(get(*files, "/").header("Cache-Control") == "no-cache");
    const auto again = get(*files, "/", {{"If-None-Match", std::string(get(*files, "/").header("ETag"))}});
    CHECK(again.status == 304);
    CHECK(again.content().empty());
}

TEST_CASE("paths of the application's own routes get its page, missing files don't") {
    const Folder folder;
    const auto files = StaticFiles::load(folder.path());
    CHECK(get(*files, "/signals/sig-1").content() == "<html>");
    CHECK(get(*files, "/assets/gone.js").status == 404);
    CHECK(get(*files, "/api/unknown").status == 404);
}

TEST_CASE("what lies outside the folder is never served") {
    const Folder folder;
    const auto files = StaticFiles::load(folder.path());
    CHECK(get(*files, "/link.txt").status == 404);
    CHECK(get(*files, "/../" + folder.path().filename().string() + "-outside").content().find("outside") ==
          std::string_view::npos);
}

TEST_CASE("a folder without index.html is an error") {
    CHECK_FALSE(StaticFiles::load("/nonexistent"));
}
