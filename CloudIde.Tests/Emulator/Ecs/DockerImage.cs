using System.Diagnostics;
using System.Formats.Tar;
using System.Text.RegularExpressions;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

/// <summary>An image with a shell, made of this machine's own, so that no registry is needed.</summary>
public sealed partial class DockerImage : IAsyncLifetime
{
    public const string Name = "cloudide-test-shell:1";

    private static readonly string[] Programs = ["/bin/sh", "/bin/bash", "/bin/sleep"];

    private readonly DockerClient _engine = new DockerClientBuilder().WithTimeout(TimeSpan.FromSeconds(60)).Build();

    /// <summary>Why there are no containers here; null where there are.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await _engine.System.PingAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            Missing = $"No Docker engine answers: {exception.Message}";
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            Missing = "The image is made of this machine's own shell, which is not Linux'.";
            return;
        }

        using var files = new MemoryStream();
        await PackAsync(files);
        files.Position = 0;
        await _engine.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = Name.Split(':')[0], Tag = Name.Split(':')[1] },
            files, null, new Progress<JSONMessage>(), TestContext.Current.CancellationToken);
    }

    /// <summary>The tasks' containers that are there, running or not.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync()
    {
        var all = await _engine.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { ["cloudide.emulator.task"] = true } } },
            TestContext.Current.CancellationToken);
        return [.. all.Select(container => container.ID)];
    }

    public Task<ContainerInspectResponse> InspectAsync(string id) => _engine.Containers.InspectContainerAsync(id, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task PackAsync(Stream output)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "work") { Mode = (UnixFileMode)0b111_101_101 });
        foreach (var file in Programs.Concat(Programs.SelectMany(LibrariesOf)).Distinct())
        {
            await using var content = File.OpenRead(file);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.TrimStart('/')) { Mode = (UnixFileMode)0b111_101_101, DataStream = content });
        }
    }

    private static IEnumerable<string> LibrariesOf(string program)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        var text = ldd.StandardOutput.ReadToEnd();
        ldd.WaitForExit();
        return LibraryPath().Matches(text).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"(/\S+) \(0x")]
    private static partial Regex LibraryPath();
}
