using System.Collections;
using CloudIde.Worker.Pty;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

public sealed class ShellEnvironmentTests
{
    private static readonly Hashtable Worker = new()
    {
        ["PATH"] = "/opt/tools:/usr/bin",
        ["HOME"] = "/root",
        ["TZ"] = "Europe/Berlin",
        ["LANG"] = "de_DE.UTF-8",
        ["LC_TIME"] = "en_GB.UTF-8",
        ["LC_ALL"] = "POSIX",
        ["AWS_ACCESS_KEY_ID"] = "AKIA",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials",
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.2/",
        ["ECS_CONTAINER_METADATA_URI_V4"] = "http://169.254.170.2/v4",
        ["REDIS_PASSWORD"] = "secret",
        ["MONGODB_URI"] = "mongodb://secret",
        ["ConnectionStrings__redis"] = "secret",
        ["JWT_SECRET"] = "secret",
        ["DOTNET_ROOT"] = "/usr/share/dotnet",
        ["LD_PRELOAD"] = "/tmp/evil.so",
        ["SOMETHING_NEW"] = "secret",
    };

    [Fact]
    public void Build_WorkerWithSecrets_PassesOnlyWhatIsListed()
    {
        var variables = ShellEnvironment.Build("/home/ws", "ana", "/bin/zsh", Worker);

        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["COLORTERM"] = "truecolor",
                ["HOME"] = "/home/ws",
                ["LANG"] = "de_DE.UTF-8",
                ["LC_TIME"] = "en_GB.UTF-8",
                ["LOGNAME"] = "ana",
                ["PATH"] = "/opt/tools:/usr/bin",
                ["SHELL"] = "/bin/zsh",
                ["TERM"] = "xterm-256color",
                ["TZ"] = "Europe/Berlin",
                ["USER"] = "ana",
            },
            new SortedDictionary<string, string>(variables, StringComparer.Ordinal));
    }

    [Fact]
    public void Build_WorkerWithoutPathOrLocale_HasUsableOnes()
    {
        var variables = ShellEnvironment.Build("/home/ws", "ana", "/bin/bash", new Hashtable { ["LANG"] = "C" });

        Assert.Contains("/usr/bin", variables["PATH"], StringComparison.Ordinal);
        Assert.EndsWith("UTF-8", variables["LANG"], StringComparison.Ordinal);
        Assert.Contains(@"\w", variables["PS1"], StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Shell_Started_SeesTheBuiltEnvironmentOnly()
    {
        const string Secret = "CLOUDIDE_TEST_SECRET";
        Environment.SetEnvironmentVariable(Secret, "do not leak");
        try
        {
            await using var shell = Shell.Run("env", []);

            var names = (await shell.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);

            string[] allowed =
                ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "COLORTERM", "TZ", "PS1", "CLOUDIDE_TERMINAL"];
            Assert.All(names, name => Assert.True(allowed.Contains(name) || name.StartsWith("LC_", StringComparison.Ordinal), name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Secret, null);
        }
    }

    [UnixFact]
    public async Task Shell_Started_CountsCharactersNotBytes()
    {
        await using var shell = await Shell.StartAsync();

        Assert.Equal("1\n", await shell.CommandAsync("x=é; echo ${#x}"));
    }
}
