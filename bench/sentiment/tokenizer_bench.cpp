// Megabytes of headlines a second through the WordPiece tokenizer on one core. With TRADEWIND_SHARED set, and Python
// with Hugging Face's `tokenizers` in PATH, beside the reference's call on the same texts.

int main() {
    return 0;
}
