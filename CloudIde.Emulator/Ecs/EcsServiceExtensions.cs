using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Emulator.Protocol;
using Docker.DotNet;

namespace CloudIde.Emulator.Ecs;

/// <summary>Adds ECS and the emulated Fargate.</summary>
internal static class EcsServiceExtensions
{
    // The longest stopTimeout that Fargate allows is 120 s; tasks get it before the host gives up on the end.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(150);

    /// <summary>Adds ECS. It needs Secrets Manager and CloudWatch Logs.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddEcs(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EcsArns(Options(provider).Region, Options(provider).AccountId));
        services.AddSingleton(provider => new ClusterStore(Root(provider)));
        services.AddSingleton(provider => new TaskDefinitionStore(Path.Combine(Root(provider), "task-definitions")));
        services.AddSingleton(provider => new TaskStore(
            Path.Combine(Root(provider), "tasks"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ITaskRuntime>(provider => Options(provider).TaskRuntime == TaskRuntimeKind.Docker
            ? DockerRuntime()
            : new ProcessTaskRuntime(new ImageMap(Options(provider).Images), Path.Combine(Root(provider), "storage")));
        services.AddSingleton<EmulatorEndpoint>();
        services.AddSingleton<TaskCredentials>();
        services.AddSingleton<TaskEnvironment>();
        services.AddSingleton<TaskLogs>();
        services.AddSingleton<TaskRunner>();
        services.AddSingleton<TaskSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<TaskSupervisor>());
        services.AddSingleton<ClusterOperations>();
        services.AddSingleton<TaskDefinitionOperations>();
        services.AddSingleton<TaskOperations>();
        services.AddSingleton<TaskQueryOperations>();
        services.AddSingleton<TagOperations>();
        services.AddSingleton<IAwsJsonService, EcsService>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        return services;
    }

    // Apart, so that the engine's client is not even loaded where tasks are processes.
    private static DockerTaskRuntime DockerRuntime() => new(new DockerClientBuilder().WithTimeout(Timeout.InfiniteTimeSpan).Build());

    private static EmulatorOptions Options(IServiceProvider provider) => provider.GetRequiredService<EmulatorOptions>();

    private static string Root(IServiceProvider provider) => Path.Combine(Options(provider).DataDirectory, "ecs");
}
