"""ptrace, keyctl, bpf, io_uring, userfaultfd, open_by_handle_at and modules. Must be refused."""


def attack(client, given):
    import ctypes

    calls = {
        "ptrace": 101, "add_key": 248, "keyctl": 250, "bpf": 321, "perf_event_open": 298,
        "process_vm_readv": 310, "process_vm_writev": 311, "io_uring_setup": 425,
        "userfaultfd": 323, "open_by_handle_at": 304, "init_module": 175, "finit_module": 313,
        "kexec_load": 246, "reboot": 169, "swapon": 167, "iopl": 172, "pidfd_getfd": 438,
    }  # fmt: skip
    for name, number in calls.items():
        result = ctypes.CDLL(None).syscall(number, 0, 0, 0, 0, 0)
        print("ESCAPED" if result >= 0 else "refused", name)


prints = "refused reboot"
