using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Native;

/// <summary>Turns an error number of the C library into an exception that says what was being done.</summary>
internal static class NativeError
{
    /// <summary>For a call that just failed and set the last error.</summary>
    internal static IOException Last(string action) => Of(action, Marshal.GetLastPInvokeError());

    /// <summary>For a call that returns its error number.</summary>
    internal static IOException Of(string action, int error) =>
        new($"Could not {action}: {Marshal.GetPInvokeErrorMessage(error)} (error {error}).", error);
}
