using CloudIde.Core.Settings;
using CloudIde.Worker.Pty;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

public sealed class LoginShellTests
{
    [UnixFact]
    public void Read_NotSet_FindsAShell()
    {
        Assert.True(File.Exists(Read(null)));
    }

    [UnixFact]
    public void Read_Set_IsTaken()
    {
        Assert.Equal("/bin/sh", Read("/bin/sh"));
    }

    [UnixFact]
    public void Read_NotAProgram_NamesSettingAndValue()
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read("/etc/passwd"));

        Assert.Contains("SHELL_PATH is \"/etc/passwd\"", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Arguments_Bash_MakeALoginShell()
    {
        Assert.SkipWhen(Shell.Find("bash") is null, "bash is not installed.");
        await using var shell = Shell.Run("bash", ["--noprofile", .. LoginShell.Arguments]);
        await shell.TypeAsync("shopt -q login_shell && echo \"log\"in shell\n");

        await shell.ExpectAsync("login shell");
    }

    private static string Read(string? path) =>
        SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("SHELL_PATH", path)]).Build(),
            LoginShell.Read);
}
