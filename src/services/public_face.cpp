#include "services/public_face.hpp"

namespace tradewind::services {

Result<std::unique_ptr<PublicFace>> open_public_face(World&, const RunOptions&) { return std::make_unique<PublicFace>(); }

}  // namespace tradewind::services
