#include "Config.h"

namespace lifeguard {

namespace {

/// What every C code base may use, in the format that users write. Their files are read after it and add to
/// it.
const char Text[] = R"yaml(
Guards:
  - Name: pthread mutex
    Types: [pthread_mutex_t]
    Why: another task of this thread that locks it would wait for ever, and another thread may go on with the task
    Acquire:
      - {Function: pthread_mutex_lock, Arg: 0}
      - {Function: pthread_mutex_trylock, Arg: 0, OnlyIf: 0}
      - {Function: 'pthread_mutex_(timed|clock)lock', Regex: true, Arg: 0, OnlyIf: 0}
    Release:
      - {Function: pthread_mutex_unlock, Arg: 0}
  - Name: pthread read-write lock
    Types: [pthread_rwlock_t]
    Why: another task of this thread that locks it would wait for ever, and another thread may go on with the task
    Acquire:
      - {Function: 'pthread_rwlock_(rd|wr)lock', Regex: true, Arg: 0}
      - {Function: 'pthread_rwlock_(try|timed|clock)(rd|wr)lock', Regex: true, Arg: 0, OnlyIf: 0}
    Release:
      - {Function: pthread_rwlock_unlock, Arg: 0}
  - Name: pthread spin lock
    Types: [pthread_spinlock_t]
    Why: every thread that wants it burns a processor until the task goes on
    Acquire:
      - {Function: pthread_spin_lock, Arg: 0}
      - {Function: pthread_spin_trylock, Arg: 0, OnlyIf: 0}
    Release:
      - {Function: pthread_spin_unlock, Arg: 0}
  - Name: C11 mutex
    Types: [mtx_t]
    Why: another task of this thread that locks it would wait for ever, and another thread may go on with the task
    Acquire:
      - {Function: mtx_lock, Arg: 0}
      - {Function: 'mtx_(try|timed)lock', Regex: true, Arg: 0, OnlyIf: 0}
    Release:
      - {Function: mtx_unlock, Arg: 0}
  - Name: stream lock
    Types: [FILE]
    Why: every thread that writes to the stream waits until the task goes on
    Acquire:
      - {Function: flockfile, Arg: 0}
      - {Function: ftrylockfile, Arg: 0, OnlyIf: 0}
    Release:
      - {Function: funlockfile, Arg: 0}
  - Name: GLib mutex
    Types: [GMutex, GRecMutex]
    Why: another task of this thread that locks it would wait for ever, and another thread may go on with the task
    Acquire:
      - {Function: 'g_(rec_)?mutex_lock', Regex: true, Arg: 0}
      - {Function: 'g_(rec_)?mutex_trylock', Regex: true, Arg: 0, OnlyIf: 1}
    Release:
      - {Function: 'g_(rec_)?mutex_unlock', Regex: true, Arg: 0}
    Cleanup:
      - {Function: glib_autoptr_cleanup_GMutexLocker, LockFromInitializer: g_mutex_locker_new}
      - {Function: glib_autoptr_cleanup_GRecMutexLocker, LockFromInitializer: g_rec_mutex_locker_new}
  - Name: GLib read-write lock
    Types: [GRWLock]
    Why: another task of this thread that locks it would wait for ever, and another thread may go on with the task
    Acquire:
      - {Function: 'g_rw_lock_(reader|writer)_lock', Regex: true, Arg: 0}
      - {Function: 'g_rw_lock_(reader|writer)_trylock', Regex: true, Arg: 0, OnlyIf: 1}
    Release:
      - {Function: 'g_rw_lock_(reader|writer)_unlock', Regex: true, Arg: 0}
    Cleanup:
      - {Function: glib_autoptr_cleanup_GRWLockReaderLocker, LockFromInitializer: g_rw_lock_reader_locker_new}
      - {Function: glib_autoptr_cleanup_GRWLockWriterLocker, LockFromInitializer: g_rw_lock_writer_locker_new}
  - Name: Lifeguard
    Severity: Ignore
    Why: what the library makes may be held by a task that waits
    Cleanup:
      - {Function: 'lg_[a-z_]+_drop', Regex: true}
Blocking:
  - {Name: '(sleep|usleep|nanosleep|clock_nanosleep|thrd_sleep|pause|sigsuspend|sigwait|sigwaitinfo|sigtimedwait)', Regex: true}
  - {Name: '(pthread_join|pthread_cond_wait|pthread_cond_timedwait|pthread_barrier_wait|thrd_join|cnd_wait|cnd_timedwait|sem_wait|sem_timedwait)', Regex: true}
  - {Name: '(select|pselect|poll|ppoll|epoll_wait|epoll_pwait|io_getevents)', Regex: true}
  - {Name: '(fgets|fgetc|getc|getchar|gets|getline|getdelim|fread|fscanf|scanf|vscanf|vfscanf)', Regex: true}
  - {Name: '(flock|lockf)', Regex: true}
  - {Name: '(wait|waitpid|waitid|wait3|wait4|system|popen|pclose)', Regex: true}
  - {Name: '(getaddrinfo|getnameinfo|gethostbyname|gethostbyaddr)', Regex: true}
  - {Name: '(fsync|fdatasync|sync|syncfs|msync)', Regex: true}
)yaml";

} // namespace

AuditConfig builtinConfig() {
  AuditConfig Config;
  readConfig(Text, "built-in", Config, [](const std::string &) {});
  return Config;
}

} // namespace lifeguard
