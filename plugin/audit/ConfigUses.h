//===- ConfigUses.h - what each entry of a configuration matched ----------===//
//
// `lifeguard audit --explain-config` asks every file for the functions, pointers and types that each entry
// matches in it, and prints all of them together: an entry that matched nothing anywhere is one to look at.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_CONFIGUSES_H
#define LIFEGUARD_AUDIT_CONFIGUSES_H

#include "llvm/Support/raw_ostream.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lifeguard {

/// One entry of one file.
struct ConfigUse {
  std::string Source; ///< the configuration's file; empty for what is built in
  std::string Key;    ///< "Guards / QemuMutex / Acquire"
  std::string Entry;  ///< "qemu_mutex_lock_impl", or a value
  bool IsValue = false;
  /// By name of what it matched: where that is used, "file:line:column".
  std::map<std::string, std::set<std::string>> Found;
};

using ConfigUses = std::vector<ConfigUse>;

std::string writeUses(const ConfigUses &Uses);
/// None where `Text` is something else.
std::optional<ConfigUses> readUses(llvm::StringRef Text);

/// Adds what another file matched.
void addUses(ConfigUses &To, const ConfigUses &From);

/// For a reader: each file's entries by key, with what they matched.
void printUses(const ConfigUses &Uses, llvm::raw_ostream &OS);

} // namespace lifeguard

#endif
