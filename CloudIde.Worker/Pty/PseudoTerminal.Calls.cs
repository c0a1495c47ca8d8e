using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty;

/// <summary>The system calls of reading and writing; none of them blocks.</summary>
internal sealed partial class PseudoTerminal
{
    private unsafe int ReadAvailable(Span<byte> buffer, ref bool ended)
    {
        var total = 0;
        fixed (byte* start = buffer)
        {
            while (total < buffer.Length)
            {
                var count = LibC.Read(_master, start + total, (nuint)(buffer.Length - total));
                if (count > 0)
                {
                    total += (int)count;
                    continue;
                }

                var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (error == PlatformConstants.Interrupted)
                {
                    continue;
                }

                if (error != PlatformConstants.TryAgain)
                {
                    // No process has the slave side open: EIO on Linux, 0 on macOS.
                    ended = count == 0 || error == PlatformConstants.InputOutputError
                        ? true
                        : throw NativeError.Of("read from a terminal", error);
                }

                break;
            }
        }

        return total;
    }

    private unsafe int WriteAvailable(ReadOnlySpan<byte> data)
    {
        if (_closed)
        {
            throw new IOException(Ended);
        }

        fixed (byte* start = data)
        {
            while (true)
            {
                var count = LibC.Write(_master, start, (nuint)data.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error == PlatformConstants.TryAgain)
                {
                    return 0;
                }

                if (error == PlatformConstants.InputOutputError)
                {
                    throw new IOException(Ended);
                }

                if (error != PlatformConstants.Interrupted)
                {
                    throw NativeError.Of("write to a terminal", error);
                }
            }
        }
    }
}
