#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "net/message.hpp"

namespace tradewind::net {

/// The files of a built web application, read into memory once: at most 64 MiB, links left out. A path that is no file
/// gets `index.html`, so that the application's own routes can be reloaded; except under /api, and where it looks like
/// a file's name.
class StaticFiles {
public:
    /// kNotFound where there is no index.html.
    static Result<StaticFiles> load(const std::filesystem::path& folder);
    /// Answers GET and HEAD, with ETag and 304.
    [[nodiscard]] Response serve(const Request& request) const;

private:
    struct File {
        std::shared_ptr<const std::string> bytes;
        std::string type;
        std::string etag;
        bool immutable = false;
    };
    [[nodiscard]] static Response answer(const File& file, const Request& request);

    std::map<std::string, File> files_;  // by path from the root, with its slash
};

}  // namespace tradewind::net
