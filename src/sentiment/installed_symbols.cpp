#include "sentiment/installed_symbols.hpp"

#include <fstream>
#include <mutex>

#include "sentiment/embedded.hpp"

namespace tradewind::sentiment {
namespace {

std::filesystem::path table_path(const std::string& data_folder) {
    return std::filesystem::path(data_folder) / "symbols.tsv";
}

Result<std::string> read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad() || !file.is_open())
        return fail(ErrorCode::kUnavailable, "can't read " + path.string(), "check its permissions");
    return text;
}

}  // namespace

Result<const SymbolTable*> installed_symbols(const std::string& data_folder) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const SymbolTable>> tables;
    const auto path = table_path(data_folder);
    std::error_code error;
    if (data_folder.empty() || !std::filesystem::exists(path, error)) return &SymbolTable::shipped();
    const std::lock_guard lock(mutex);
    auto& known = tables[path.string()];
    if (!known) {
        const auto text = read_text(path);
        if (!text) return std::unexpected(text.error());
        auto table = SymbolTable::parse(*text);
        if (!table) return std::unexpected(table.error().within(path.string()));
        known = std::make_unique<const SymbolTable>(std::move(*table));
    }
    return known.get();
}

Status install_symbols(const std::string& data_folder, const std::vector<ListedName>& listed) {
    const auto path = table_path(data_folder);
    std::error_code error;
    std::string base(embedded_symbols());
    if (std::filesystem::exists(path, error)) {
        auto text = read_text(path);
        if (!text) return std::unexpected(text.error());
        base = std::move(*text);
    }
    const auto merged = merged_symbols(base, listed);
    if (auto table = SymbolTable::parse(merged); !table) return std::unexpected(table.error());
    std::filesystem::create_directories(path.parent_path(), error);
    auto draft = path;
    draft += ".new";
    {
        std::ofstream file(draft, std::ios::binary | std::ios::trunc);
        file << merged;
        if (!file.flush())
            return fail(ErrorCode::kUnavailable, "can't write " + draft.string(), "check space and permissions");
    }
    std::filesystem::rename(draft, path, error);
    if (error) return fail(ErrorCode::kUnavailable, "can't write " + path.string(), error.message());
    return {};
}

Result<std::string> installed_symbols_version(const std::string& data_folder) {
    const auto table = installed_symbols(data_folder);
    if (!table) return std::unexpected(table.error());
    return (*table)->version();
}

}  // namespace tradewind::sentiment
