#include "app/command.hpp"

int main(int argc, char** argv) {
    return tradewind::app::run_command_line(argc, argv);
}
