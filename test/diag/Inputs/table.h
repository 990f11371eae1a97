/* An object of a type that nothing else can name. */
extern struct {
    int key;
} table[2];
