using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>Signals exactly the process that a scan found, never another one that got its number since.</summary>
internal static class ProcessSignal
{
    private const int PidFdOpen = 434;
    private const int PidFdSendSignal = 424;

    internal static void Send(ProcessEntry process, TerminalSignal signal)
    {
        var number = SignalNumber.Of(signal);
        var descriptor = OperatingSystem.IsLinux() ? (int)LibC.SystemCall(PidFdOpen, process.Id, 0, 0, 0) : -1;
        if (descriptor < 0)
        {
            if (ProcessTable.Find(process.Id)?.StartTime == process.StartTime)
            {
                _ = LibC.Kill(process.Id, number);
            }

            return;
        }

        // The descriptor stands for one process for ever; the start time shows that it is the one we mean.
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (ProcessTable.Find(process.Id)?.StartTime == process.StartTime)
        {
            _ = LibC.SystemCall(PidFdSendSignal, descriptor, number, 0, 0);
        }
    }
}
