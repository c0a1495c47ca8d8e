using System.Runtime.InteropServices;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>Dispositions of this process's signals.</summary>
internal static class TestSignals
{
    internal const int Interrupt = 2;

    // More than struct sigaction takes anywhere.
    private const int ActionSize = 256;

    /// <summary>Ignores a signal until the result is disposed.</summary>
    internal static IDisposable Ignore(int signal)
    {
        var before = new byte[ActionSize];
        Assert.Equal(0, Action(signal, null, before));
        _ = Signal(signal, 1);
        return new Restoration(signal, before);
    }

    [DllImport("libc", EntryPoint = "sigaction")]
    private static extern int Action(int signal, byte[]? action, byte[]? before);

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int signal, nint disposition);

    private sealed class Restoration(int signal, byte[] before) : IDisposable
    {
        public void Dispose() => Assert.Equal(0, Action(signal, before, null));
    }
}
