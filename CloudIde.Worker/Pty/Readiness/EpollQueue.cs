using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>epoll in one-shot mode.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
internal sealed unsafe class EpollQueue : ReadinessQueue
{
    private const int CloseOnExec = 0x80000;
    private const int OperationAdd = 1;
    private const int OperationDelete = 2;
    private const int OperationModify = 3;
    private const uint In = 0x1;
    private const uint Out = 0x4;
    private const uint Error = 0x8;
    private const uint HangUp = 0x10;
    private const uint OneShot = 1u << 30;

    // struct epoll_event is packed on x64 (events at 0, data at 4) and aligned elsewhere (data at 8).
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly SafeFileHandle _epoll;

    internal EpollQueue()
    {
        var descriptor = LibC.EpollCreate(CloseOnExec);
        _epoll = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw NativeError.Last("create an epoll");
    }

    // The kernel adds hang-up and error to what is asked for, so a descriptor that is not armed yet may report those
    // once: harmless, as nobody waits then and the next arm reports again.
    internal override void Add(int descriptor, long token) => Control(OperationAdd, descriptor, token, OneShot);

    internal override void Arm(int descriptor, long token, Interest interest)
    {
        var events = OneShot
            | ((interest & Interest.Read) != 0 ? In : 0)
            | ((interest & Interest.Write) != 0 ? Out : 0);
        Control(OperationModify, descriptor, token, events);
    }

    internal override void Remove(int descriptor) => Control(OperationDelete, descriptor, 0, 0);

    internal override ReadyEvent? Wait()
    {
        var happening = stackalloc byte[16];
        if (LibC.EpollWait(_epoll, happening, 1, -1) != 1)
        {
            return Marshal.GetLastPInvokeError() == PlatformConstants.Interrupted ? null : throw NativeError.Last("wait for terminals");
        }

        var flags = Unsafe.ReadUnaligned<uint>(happening);
        var ready = (flags & (Error | HangUp)) != 0
            ? Interest.Read | Interest.Write
            : ((flags & In) != 0 ? Interest.Read : 0) | ((flags & Out) != 0 ? Interest.Write : 0);
        return new ReadyEvent(Unsafe.ReadUnaligned<long>(happening + DataOffset), ready);
    }

    private void Control(int operation, int descriptor, long token, uint events)
    {
        var happening = stackalloc byte[16];
        Unsafe.WriteUnaligned(happening, events);
        Unsafe.WriteUnaligned(happening + DataOffset, token);
        if (LibC.EpollControl(_epoll, operation, descriptor, happening) != 0)
        {
            throw NativeError.Last("watch a terminal");
        }
    }
}
