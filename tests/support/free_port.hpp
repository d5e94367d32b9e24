#pragma once

namespace tradewind::test {

/// A loopback TCP port that was free a moment ago.
int free_port();

/// Whether something listens there.
bool is_listening(int port);

}  // namespace tradewind::test
