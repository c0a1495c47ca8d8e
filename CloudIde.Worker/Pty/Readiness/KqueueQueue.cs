using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// kqueue with one-shot filters. xnu's pty master has its own kqueue filters for both directions; select, which
/// older terminal programs prefer on macOS, is limited to 1,024 descriptors.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
internal sealed unsafe class KqueueQueue : ReadinessQueue
{
    private const short FilterRead = -1;
    private const short FilterWrite = -2;
    private const ushort FlagAdd = 0x1;
    private const ushort FlagDelete = 0x2;
    private const ushort FlagOneShot = 0x10;

    private readonly SafeFileHandle _queue;

    internal KqueueQueue()
    {
        var descriptor = LibC.Kqueue();
        if (descriptor < 0)
        {
            throw NativeError.Last("create a kqueue");
        }

        _queue = new SafeFileHandle(descriptor, ownsHandle: true);
        _ = LibC.FileControl(_queue, PlatformConstants.FileSetDescriptorFlags, PlatformConstants.CloseOnExecFlag);
    }

    internal override void Add(int descriptor, long token)
    {
        // Filters are added when they are armed.
    }

    internal override void Arm(int descriptor, long token, Interest interest)
    {
        var changes = stackalloc KqueueEvent[2];
        var count = 0;
        if ((interest & Interest.Read) != 0)
        {
            changes[count++] = Change(descriptor, FilterRead, FlagAdd | FlagOneShot, token);
        }

        if ((interest & Interest.Write) != 0)
        {
            changes[count++] = Change(descriptor, FilterWrite, FlagAdd | FlagOneShot, token);
        }

        if (LibC.Kevent(_queue, changes, count, null, 0, null) < 0)
        {
            throw NativeError.Last("watch a terminal");
        }
    }

    internal override void Remove(int descriptor)
    {
        // One call each: the first change that fails (a filter that is not armed) would end a common one.
        var read = Change(descriptor, FilterRead, FlagDelete, 0);
        _ = LibC.Kevent(_queue, &read, 1, null, 0, null);
        var write = Change(descriptor, FilterWrite, FlagDelete, 0);
        _ = LibC.Kevent(_queue, &write, 1, null, 0, null);
    }

    internal override ReadyEvent? Wait()
    {
        KqueueEvent happening;
        if (LibC.Kevent(_queue, null, 0, &happening, 1, null) != 1)
        {
            return Marshal.GetLastPInvokeError() == PlatformConstants.Interrupted ? null : throw NativeError.Last("wait for terminals");
        }

        return new ReadyEvent(happening.UserData, happening.Filter == FilterRead ? Interest.Read : Interest.Write);
    }

    private static KqueueEvent Change(int descriptor, short filter, int flags, long token) =>
        new() { Identity = (nuint)descriptor, Filter = filter, Flags = (ushort)flags, UserData = (nint)token };
}
