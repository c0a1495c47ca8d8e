using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// Runs containers on a Docker engine: the image of the definition, under the limits of the task. They share the host's
/// network, because the emulator listens on loopback only, and AWS's SDKs take credentials without TLS from nowhere else.
/// </summary>
/// <param name="engine">The engine.</param>
internal sealed class DockerTaskRuntime(DockerClient engine) : ITaskRuntime, IDisposable
{
    private const string TaskLabel = "cloudide.emulator.task";
    private const long BytesPerMebibyte = 1024 * 1024;
    private const long NanoCpusPerUnit = 1_000_000_000 / 1024;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.System.PingAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            throw new EmulatorStartException(
                $"EMULATOR_TASK_RUNTIME is \"docker\", but no Docker engine answers ({exception.Message}): start it, name it with DOCKER_HOST, or use \"process\".",
                exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask PullAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            if (await HasAsync(image, cancellationToken))
            {
                return;
            }

            await engine.Images.CreateImageAsync(Reference(image), new AuthConfig(), new Progress<JSONMessage>(), cancellationToken);
            if (!await HasAsync(image, cancellationToken))
            {
                throw CannotPull(image, "not found");
            }
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException)
        {
            throw CannotPull(image, exception.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<IRunningContainer> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            id = (await engine.Containers.CreateContainerAsync(Describe(launch), cancellationToken)).ID;
            return await DockerContainer.StartAsync(engine, id, launch, cancellationToken);
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            if (id is not null)
            {
                await DockerContainer.RemoveAsync(engine, id);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new ContainerStartException(
                $"CannotStartContainerError: {((exception as DockerApiException)?.ResponseBody ?? exception.Message).Trim()}");
        }
    }

    /// <inheritdoc/>
    public async Task EndLeftoverAsync(ContainerIdentity identity, TimeSpan stopTimeout)
    {
        if (identity.ContainerId is not { } id)
        {
            // A process: the emulator was started with the other runtime before.
            return;
        }

        try
        {
            await engine.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)stopTimeout.TotalSeconds });
        }
        catch (DockerApiException)
        {
            // Gone already.
        }

        await DockerContainer.RemoveAsync(engine, id);
    }

    /// <inheritdoc/>
    public async Task CleanUpAsync(string taskId)
    {
        try
        {
            var left = await engine.Containers.ListContainersAsync(new ContainersListParameters
            {
                All = true,
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["label"] = new Dictionary<string, bool> { [$"{TaskLabel}={taskId}"] = true },
                },
            });
            await Task.WhenAll(left.Select(container => DockerContainer.RemoveAsync(engine, container.ID)));
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException)
        {
            // An engine that has ended has no running containers either.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    private static ContainerStartException CannotPull(string image, string problem) =>
        new($"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {problem}");

    /// <summary>Name and tag apart; without a tag the engine would fetch every tag that there is.</summary>
    private static ImagesCreateParameters Reference(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.AsSpan().IndexOfAny('@', ':') >= 0
            ? new ImagesCreateParameters { FromImage = image }
            : new ImagesCreateParameters { FromImage = image, Tag = "latest" };
    }

    private async Task<bool> HasAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Images.InspectImageAsync(image, cancellationToken);
            return true;
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private static CreateContainerParameters Describe(ContainerLaunch launch)
    {
        var definition = launch.Definition;
        var parameters = new CreateContainerParameters
        {
            Image = launch.Image,
            Env = [.. launch.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            AttachStdout = true,
            AttachStderr = true,
            Labels = new Dictionary<string, string> { [TaskLabel] = launch.TaskId },
            HostConfig = new HostConfig
            {
                NetworkMode = "host",
                ReadonlyRootfs = definition.IsReadOnly,

                // The emulator takes the output as it comes, so the engine need not keep another copy.
                LogConfig = new LogConfig { Type = "none" },

                // Fargate has no swap, and a container may use all of its task unless its definition says less.
                Memory = (definition.Memory ?? launch.TaskMemory) * BytesPerMebibyte,
                MemorySwap = (definition.Memory ?? launch.TaskMemory) * BytesPerMebibyte,
                MemoryReservation = (definition.MemoryReservation ?? 0) * BytesPerMebibyte,
                NanoCPUs = launch.TaskCpu * NanoCpusPerUnit,
                CPUShares = definition.Cpu,
            },
        };

        // What is not set is the image's.
        if (launch.EntryPoint is { Count: > 0 } entryPoint)
        {
            parameters.Entrypoint = [.. entryPoint];
        }

        if (launch.Command.Count > 0)
        {
            parameters.Cmd = [.. launch.Command];
        }

        parameters.User = definition.User ?? parameters.User;
        parameters.WorkingDir = definition.WorkingDirectory ?? parameters.WorkingDir;
        return parameters;
    }
}
