using CloudIde.Core.Aws;
using CloudIde.Orchestrator.Commands;
using CloudIde.Orchestrator.Setup;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class BuildPushCommandTests : IDisposable
{
    private readonly string _dockerfile = Path.GetTempFileName();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_dockerfile);

    [Fact]
    public async Task BuildPush_WithoutARepository_CreatesItAndPushesTheImage()
    {
        var programs = new RecordingPrograms { RepositoryExists = false };
        var image = new WorkerImage(programs, new AwsSettings { Region = "eu-central-1", BucketName = "b-b" });

        var pushed = await image.BuildAndPushAsync("cloudide-worker", "1.0.1", _dockerfile, ".", _ => { }, CancellationToken);

        Assert.Equal("123456789012.dkr.ecr.eu-central-1.amazonaws.com/cloudide-worker:1.0.1", pushed);
        Assert.Equal(
            [
                "aws sts get-caller-identity --query Account --output text --region eu-central-1",
                $"docker build --platform linux/amd64 -f {_dockerfile} -t {pushed} .",
                "aws ecr describe-repositories --repository-names cloudide-worker --region eu-central-1",
                "aws ecr create-repository --repository-name cloudide-worker --image-scanning-configuration scanOnPush=true --region eu-central-1",
                "aws ecr get-login-password --region eu-central-1",
                "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
                $"docker push {pushed}",
            ],
            programs.Runs);

        // A password among the arguments could be seen by every user of the machine.
        Assert.Equal("the-password", programs.Input);
    }

    [Fact]
    public async Task BuildPush_ToAnEmulator_IsRefused()
    {
        var configuration = CommandLineRunner.Configuration(KeyValuePair.Create("AWS_ENDPOINT_URL", (string?)"http://localhost:4566"));

        var run = await CommandLineRunner.RunAsync(configuration, "build-push", "--file", _dockerfile);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("AWS_ENDPOINT_URL", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a tag", "--tag")]
    [InlineData("1.0.0", "no-such-file")]
    public async Task BuildPush_WithAValueThatCannotBeUsed_RunsNothing(string tag, string expected)
    {
        var programs = new RecordingPrograms();
        var image = new WorkerImage(programs, new AwsSettings { Region = "eu-central-1", BucketName = "b-b" });

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => image.BuildAndPushAsync("r", tag, "no-such-file", ".", _ => { }, CancellationToken));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(programs.Runs);
    }

    [Fact]
    public async Task Program_ThatIsMissingOrFails_IsNamedWithItsWords()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs sh.");
        var programs = new ProgramRunner();
        var lines = new List<string>();

        var missing = await Assert.ThrowsAsync<InvalidDataException>(
            () => programs.RunAsync("no-such-program-here", [], null, null, CancellationToken));
        var failed = await Assert.ThrowsAsync<InvalidDataException>(
            () => programs.RunAsync("sh", ["-c", "echo broken >&2; exit 3"], null, lines.Add, CancellationToken));
        var echoed = await programs.RunAsync("sh", ["-c", "cat"], "the input", null, CancellationToken);

        Assert.Contains("no-such-program-here", missing.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3: broken", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["broken"], lines);
        Assert.Equal("the input", echoed);
    }

    private sealed class RecordingPrograms : IProgramRunner
    {
        public bool RepositoryExists { get; init; } = true;

        public List<string> Runs { get; } = [];

        public string? Input { get; private set; }

        public Task<string> RunAsync(
            string program, IReadOnlyList<string> arguments, string? input, Action<string>? onLine, CancellationToken cancellationToken)
        {
            Runs.Add($"{program} {string.Join(' ', arguments)}");
            Input = input ?? Input;
            return arguments[1] switch
            {
                "get-caller-identity" => Task.FromResult("123456789012\n"),
                "get-login-password" => Task.FromResult("the-password"),
                "describe-repositories" when !RepositoryExists => Task.FromException<string>(
                    new InvalidDataException("aws ecr failed with exit code 254: An error occurred (RepositoryNotFoundException)")),
                _ => Task.FromResult(""),
            };
        }
    }
}
