#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

/// tradewind as separate processes, with a data folder of its own and no keys.
namespace tradewind::bench {

using Environment = std::vector<std::string>;

/// What a process printed, and the most memory that it held.
struct Ended {
    std::string output;
    double peak_mib = 0;
};

class Program {
public:
    explicit Program(std::filesystem::path folder, Environment environment = {});

    /// Runs it to its end; ends this program where it fails.
    Ended run(const std::vector<std::string>& arguments) const;
    /// Its last line of JSON.
    nlohmann::json run_json(const std::vector<std::string>& arguments, double* peak_mib = nullptr) const;
    /// Starts it and waits until it serves; its process id.
    int serve(const std::vector<std::string>& arguments, const std::string& name) const;

private:
    [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& arguments) const;

    std::filesystem::path folder_;
    Environment environment_;
};

/// The most memory that a process has held so far, MiB; 0 where it is gone.
double peak_mib(int pid);

/// All seven services of a world, until the end of its life.
class Services {
public:
    Services(const Program& program, const std::string& world);
    ~Services();
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;
    /// Of each service, MiB.
    [[nodiscard]] std::map<std::string, double> peaks() const;

private:
    std::map<std::string, int> pids_;
};

}  // namespace tradewind::bench
