#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sentiment/symbol_import.hpp"
#include "sentiment/symbol_table.hpp"

namespace tradewind::sentiment {

/// The symbol table that `tradewind import symbols` left in a data folder, or the shipped one where there is none. Read
/// once per process and folder. kParse or kUnavailable where the file is damaged: extraction must not silently forget
/// it.
Result<const SymbolTable*> installed_symbols(const std::string& data_folder);

/// Makes `listed` part of the folder's table, atomically. Lists imported before stay.
Status install_symbols(const std::string& data_folder, const std::vector<ListedName>& listed);

/// Version of the table that decides which companies texts are about.
Result<std::string> installed_symbols_version(const std::string& data_folder);

}  // namespace tradewind::sentiment
