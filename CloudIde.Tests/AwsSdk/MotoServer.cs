using System.Diagnostics;
using System.Text.RegularExpressions;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Xunit;

namespace CloudIde.Tests.AwsSdk;

/// <summary>
/// moto's server: someone else's implementation of AWS's protocols, to check our requests against. It records tasks
/// but runs nothing. Started once for all tests that use it, on a port of the system's choice.
/// </summary>
public sealed partial class MotoServer : IAsyncLifetime
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private Process? _process;
    private string? _missing;
    private Uri? _url;

    public static BasicAWSCredentials Credentials { get; } = new("test", "test");

    /// <summary>Where it listens. Skips the test when moto is not installed.</summary>
    public string Url
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _url!.ToString();
        }
    }

    public async ValueTask InitializeAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "moto_server"))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            _missing = "moto_server is not on the PATH; 'pip install moto[server]' installs it.";
            return;
        }

        // Port 0: the system picks a free one and the log says which, so no other process can take it in between.
        var start = new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", "0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("moto_server did not start.");
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (Address().Match(line.Data ?? "") is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        }

        _process.ErrorDataReceived += Read;
        _process.OutputDataReceived += Read;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        _url = await listening.Task.WaitAsync(StartBound);
    }

    /// <summary>One of the subnets that moto's account has from the start; RunTask checks that its subnet exists.</summary>
    public async Task<string> FindSubnetAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["Action"] = "DescribeSubnets",
                ["Version"] = "2016-11-15",
            }),
        };

        // moto finds the service by the scope of the signature, which it does not check.
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return Subnet().Match(body) is { Success: true } match
            ? match.Value
            : throw new InvalidDataException("moto has no subnet: " + body);
    }

    /// <summary>The network of a task on one of those subnets.</summary>
    public async Task<NetworkConfiguration> NetworkAsync(CancellationToken cancellationToken) => new()
    {
        AwsvpcConfiguration = new AwsVpcConfiguration
        {
            Subnets = [await FindSubnetAsync(cancellationToken)],
            SecurityGroups = ["sg-0"],
        },
    };

    /// <summary>Registers a revision of a Fargate task definition with one container.</summary>
    /// <returns>Its ARN.</returns>
    public static async Task<string> RegisterAsync(AmazonECSClient ecs, string family, CancellationToken cancellationToken)
    {
        var registered = await ecs.RegisterTaskDefinitionAsync(
            new RegisterTaskDefinitionRequest
            {
                Family = family,
                NetworkMode = NetworkMode.Awsvpc,
                RequiresCompatibilities = ["FARGATE"],
                Cpu = "256",
                Memory = "512",
                ContainerDefinitions = [new ContainerDefinition { Name = "worker", Image = "worker:1", Memory = 512, Essential = true }],
            },
            cancellationToken);
        return registered.TaskDefinition.TaskDefinitionArn;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("subnet-[0-9a-f]+")]
    private static partial Regex Subnet();
}
