#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"
#include "services/run.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// What a process shows to the outside: API and dashboard, metrics and health. Stops with the object.
class PublicFace {
public:
    virtual ~PublicFace() = default;
};

/// Serves metrics, and the gateway where `options.dashboard`; then writes the ready file.
Result<std::unique_ptr<PublicFace>> open_public_face(World& world, const RunOptions& options);

}  // namespace tradewind::services
