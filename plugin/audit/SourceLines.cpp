#include "SourceLines.h"

namespace lifeguard {

llvm::StringRef SourceLines::line(const std::string &File, unsigned Number) {
  auto [Entry, New] = Files.try_emplace(File);
  if (New)
    if (auto Buffer = llvm::MemoryBuffer::getFile(File)) {
      Entry->second.Text = std::move(*Buffer);
      Entry->second.Text->getBuffer().split(Entry->second.Lines, '\n');
    }
  const auto &Lines = Entry->second.Lines;
  return Number && Number <= Lines.size() ? Lines[Number - 1].rtrim("\r") : llvm::StringRef();
}

unsigned SourceLines::utf16Column(const Place &At) {
  llvm::StringRef Line = line(At.File, At.Line);
  unsigned Column = At.Column;
  for (unsigned char C : Line.take_front(At.Column ? At.Column - 1 : 0)) {
    if ((C & 0xC0) == 0x80)
      --Column; // goes on with a character
    if (C >= 0xF0)
      ++Column; // two units
  }
  return Column;
}

} // namespace lifeguard
