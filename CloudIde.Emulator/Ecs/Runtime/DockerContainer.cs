using Docker.DotNet;
using Docker.DotNet.Models;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>A container of a Docker engine.</summary>
internal sealed class DockerContainer : IRunningContainer
{
    /// <summary>What a container ends with of which nobody can tell any more.</summary>
    private const int Lost = 255;

    private const int ReadBytes = 32 * 1024;

    // A process that the container's own has left behind may hold the stream open; the end does not wait for it.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly DockerClient _engine;
    private readonly string _id;

    private DockerContainer(DockerClient engine, string id, string startedAt, Task output)
    {
        _engine = engine;
        _id = id;
        Identity = new ContainerIdentity(0, startedAt) { ContainerId = id };
        Exited = FinishAsync(output);
    }

    /// <inheritdoc/>
    public ContainerIdentity Identity { get; }

    /// <inheritdoc/>
    public Task<int> Exited { get; }

    /// <inheritdoc/>
    public string? EndReason { get; private set; }

    /// <summary>Starts a container that has been created, with its output taken from the first byte on.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="id">The container.</param>
    /// <param name="launch">Whose output streams are used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The running container.</returns>
    public static async Task<DockerContainer> StartAsync(
        DockerClient engine, string id, ContainerLaunch launch, CancellationToken cancellationToken)
    {
        var stream = await engine.Containers.AttachContainerAsync(
            id, new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = true }, cancellationToken);
        try
        {
            await engine.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellationToken);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        return new DockerContainer(engine, id, DateTimeOffset.UtcNow.ToString("O"), TakeAsync(stream, launch));
    }

    /// <summary>Removes a container, whatever state it is in.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="id">The container.</param>
    public static async Task RemoveAsync(DockerClient engine, string id)
    {
        try
        {
            await engine.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        }
        catch (Exception exception) when (IsEnginesFault(exception))
        {
            // Gone already, or being removed.
        }
    }

    /// <inheritdoc/>
    public void Terminate() => _ = SignalAsync("SIGTERM");

    /// <inheritdoc/>
    public void Kill() => _ = SignalAsync("SIGKILL");

    private static bool IsEnginesFault(Exception exception) =>
        exception is DockerApiException or HttpRequestException or IOException or TimeoutException;

    private static async Task TakeAsync(MultiplexedStream stream, ContainerLaunch launch)
    {
        var buffer = new byte[ReadBytes];
        try
        {
            using (stream)
            {
                while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, CancellationToken.None) is { EOF: false } read)
                {
                    var output = read.Target == MultiplexedStream.TargetStream.StandardError ? launch.Errors : launch.Output;
                    output.Write(buffer.AsSpan(0, read.Count));
                }
            }
        }
        catch (Exception exception) when (IsEnginesFault(exception) || exception is ObjectDisposedException)
        {
            // The engine has ended, and with it the container.
        }

        launch.Output.Complete();
        launch.Errors.Complete();
    }

    private async Task SignalAsync(string signal)
    {
        try
        {
            await _engine.Containers.KillContainerAsync(_id, new ContainerKillParameters { Signal = signal });
        }
        catch (Exception exception) when (IsEnginesFault(exception))
        {
            // It has ended meanwhile.
        }
    }

    private async Task<int> FinishAsync(Task output)
    {
        var code = Lost;
        try
        {
            code = (int)(await _engine.Containers.WaitContainerAsync(_id)).StatusCode;
            await Task.WhenAny(output, Task.Delay(OutputGrace));
            var ended = await _engine.Containers.InspectContainerAsync(_id);
            EndReason = ended.State?.OOMKilled == true ? "OutOfMemoryError: Container killed due to memory usage" : null;
        }
        catch (Exception exception) when (IsEnginesFault(exception))
        {
            EndReason = $"The container engine lost the container: {exception.Message}";
        }

        await RemoveAsync(_engine, _id);
        return code;
    }
}
