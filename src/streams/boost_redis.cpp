// The one file that compiles Boost.Redis.
#include <boost/redis/src.hpp>
