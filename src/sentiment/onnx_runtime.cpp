#include "sentiment/onnx_runtime.hpp"

#include <dlfcn.h>

#include <fmt/core.h>
#include <iostream>

namespace tradewind::sentiment {
namespace {

Status open_library() {
    void* library = nullptr;
    for (const auto* name : {"libonnxruntime.so.1.21", "libonnxruntime.so.1", "libonnxruntime.so"}) {
        if (library == nullptr) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    }
    const auto missing = [](std::string_view what) {
        return fail(ErrorCode::kUnavailable, fmt::format("ONNX Runtime can't be used: {}", what),
                    "install libonnxruntime 1.21, or set sentiment.engine = \"lexicon\"");
    };
    if (library == nullptr) return missing("no libonnxruntime.so");
    const auto base = reinterpret_cast<decltype(&OrtGetApiBase)>(dlsym(library, "OrtGetApiBase"));
    const OrtApi* api = base == nullptr ? nullptr : base()->GetApi(ORT_API_VERSION);
    if (api == nullptr) return missing("an older version than 1.21");
    Ort::InitApi(api);
    return {};
}

}  // namespace

QuietErrors::QuietErrors() : kept_(std::cerr.rdbuf(nullptr)) {}
QuietErrors::~QuietErrors() {
    std::cerr.rdbuf(kept_);
    std::cerr.clear();
}

Result<const Ort::Env*> onnx_environment() {
    static const Result<const Ort::Env*> kEnvironment = [] -> Result<const Ort::Env*> {
        if (auto opened = open_library(); !opened) return std::unexpected(opened.error());
        // Never destroyed: sessions may outlive every static object.
        return new Ort::Env(ORT_LOGGING_LEVEL_ERROR, "tradewind");
    }();
    return kEnvironment;
}

}  // namespace tradewind::sentiment
