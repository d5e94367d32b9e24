#pragma once

#include <onnxruntime_cxx_api.h>

#include <streambuf>

#include "core/error.hpp"

/// For the engine's own files only: a heavy header.
namespace tradewind::sentiment {

/// ONNX Runtime's environment, one for the process. The library is opened at the first call, so that a program without
/// a model neither carries nor needs it. kUnavailable where it can't be opened.
Result<const Ort::Env*> onnx_environment();

/// Keeps std::cerr quiet while it lives. Debian's build registers ONNX's schemas twice when the first session is made,
/// and says so there in a thousand lines. Our own logs don't go by std::cerr.
class QuietErrors {
public:
    QuietErrors();
    ~QuietErrors();
    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;

private:
    std::streambuf* kept_;
};

}  // namespace tradewind::sentiment
