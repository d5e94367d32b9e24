#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tradewind::net {

/// An answer that goes on: text sent piece by piece until either side ends it (server-sent events). Thread-safe.
class EventStream {
public:
    virtual ~EventStream() = default;
    /// Queues text. False where the stream is closed, or closes now because the client reads too slowly.
    virtual bool send(std::string text) = 0;
    virtual void close() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
};

using EventStreamPtr = std::shared_ptr<EventStream>;

/// Called once the header is out, on the I/O thread; must not block.
using OnEventStream = std::function<void(const EventStreamPtr&)>;

}  // namespace tradewind::net
