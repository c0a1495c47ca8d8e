using System.Runtime.CompilerServices;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>A test that needs real terminals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Terminals need Linux or macOS.";
        }
    }
}
