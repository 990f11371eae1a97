// RUN: %every_way %t %s
// Buffered readers and writers: lines in whatever parts they come, their longest length, the end, cancellation.
#include "io.h"
#include <lifeguard/buffered.h>

static void put(lg_stream *stream, const char *text)
{
    size_t put, length = strlen(text);
    CHECK_INT(lg_try_write(stream, text, length, &put), 0);
    CHECK_INT(put, length);
}

async void expect_line(lg_reader *reader, const char *should)
{
    char *line;
    size_t length;
    CHECK_INT(await lg_reader_line(reader, &line, &length), 0);
    CHECK(line ? should && strcmp(line, should) == 0 && strlen(should) == length : !should);
}

async void test_lines(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    lg_scoped(lg_reader) reader = {0};
    char *line;
    size_t length;
    int error = -1;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(await lg_reader_line(&reader, &line, &length), EBADF);
    CHECK_INT(lg_reader_open(&reader, &one, 10), 0);
    put(&other, "a\r\n\nbc\nd");
    await expect_line(&reader, "a");
    await expect_line(&reader, "");
    await expect_line(&reader, "bc");
    CHECK_INT(await_any(error = lg_reader_line(&reader, &line, &length), lg_yield_now()), 1); /* cancelled */
    put(&other, "ef\r");
    CHECK_INT(await_any(error = lg_reader_line(&reader, &line, &length), lg_yield_now()), 1);
    put(&other, "\n123456789\nxyz");
    await expect_line(&reader, "def");
    await expect_line(&reader, "123456789"); /* just fits, with its newline */
    lg_stream_drop(&other);
    await expect_line(&reader, "xyz");
    await expect_line(&reader, NULL);
    await expect_line(&reader, NULL);
    CHECK_INT(error, -1);
}

async void test_longest(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    lg_scoped(lg_reader) reader = {0};
    char *bytes;
    size_t length;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(lg_reader_open(&reader, &one, 10), 0);
    put(&other, "0123456789\nrest");
    CHECK_INT(await lg_reader_line(&reader, &bytes, &length), EMSGSIZE);
    CHECK_INT(await lg_reader_piece(&reader, 11, &bytes, &length), EMSGSIZE);
    CHECK_INT(await lg_reader_piece(&reader, 0, &bytes, &length), 0);
    CHECK(bytes && length == 0);
    CHECK_INT(await lg_reader_piece(&reader, 10, &bytes, &length), 0); /* where it was */
    CHECK(memcmp(bytes, "0123456789", length) == 0);
    await expect_line(&reader, "");
    CHECK_INT(await lg_reader_some(&reader, &bytes, &length), 0);
    CHECK(length == 4 && memcmp(bytes, "rest", 4) == 0);
    put(&other, "k=v;x");
    CHECK_INT(await lg_reader_until(&reader, ';', &bytes, &length), 0);
    CHECK(length == 4 && memcmp(bytes, "k=v;", 4) == 0);
    lg_stream_drop(&other);
    CHECK_INT(await lg_reader_piece(&reader, 2, &bytes, &length), ENODATA);
    CHECK_INT(await lg_reader_until(&reader, ';', &bytes, &length), 0);
    CHECK(length == 1 && *bytes == 'x');
    CHECK_INT(await lg_reader_some(&reader, &bytes, &length), 0);
    CHECK(!bytes && length == 0);
    CHECK_INT(await lg_reader_piece(&reader, 2, &bytes, &length), 0);
    CHECK(!bytes);
}

enum { LINES = 5000 };

async void write_lines(lg_stream *stream)
{
    lg_scoped(lg_writer) writer = {0};
    char text[64];
    CHECK_INT(lg_writer_open(&writer, stream, 100), 0);
    for (int i = 0; i < LINES; i++) {
        if (i % 3 == 0) {
            while (lg_writer_print(&writer, "line %d\n", i) == ENOBUFS)
                CHECK_INT(await lg_writer_flush(&writer), 0);
        } else {
            int length = snprintf(text, sizeof text, "line %d\n", i);
            CHECK_INT(await lg_writer_write(&writer, text, (size_t)length), 0);
        }
    }
    CHECK_INT(await lg_writer_flush(&writer), 0);
    lg_stream_drop(stream);
}

async void read_lines(lg_stream *stream)
{
    lg_scoped(lg_reader) reader = {0};
    char text[64];
    CHECK_INT(lg_reader_open(&reader, stream, 33), 0);
    for (int i = 0; i < LINES; i++) {
        snprintf(text, sizeof text, "line %d", i);
        await expect_line(&reader, text);
    }
    await expect_line(&reader, NULL);
}

async void test_many(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    CHECK_INT(lg_pipe(&one, &other), 0);
    await_all(read_lines(&one), write_lines(&other));
}

enum { LARGE = 1 << 20 };

async void read_large(lg_stream *stream)
{
    static char bytes[LARGE];
    size_t got, all = 0;
    for (; all < LARGE; all += got)
        CHECK_INT(await lg_read(stream, bytes, LARGE - all, &got), 0);
    CHECK_INT(lg_try_read(stream, bytes, 1, &got), EAGAIN);
}

async void flush(lg_writer *writer)
{
    CHECK_INT(await lg_writer_flush(writer), 0);
}

/* A flush that is cancelled has kept what was not written. */
async void test_flush(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    lg_scoped(lg_writer) writer = {0};
    static const char bytes[LARGE];
    int error = -1;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(lg_writer_open(&writer, &one, LARGE), 0);
    CHECK_INT(await lg_writer_write(&writer, bytes, LARGE), 0);
    CHECK_INT(await_any(error = lg_writer_flush(&writer), lg_yield_now()), 1);
    CHECK(writer.start > 0 && writer.start < writer.end);
    await_all(flush(&writer), read_large(&other));
    CHECK_INT(error, -1);
}

int main(void)
{
    block_on(test_lines());
    block_on(test_longest());
    block_on(test_many());
    block_on(test_flush());
    return 0;
}
