using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>The endpoints that only a task's own containers know: metadata and credentials.</summary>
internal static class TaskEndpoints
{
    // As long as a task's credentials live on Fargate.
    private static readonly TimeSpan CredentialsLifetime = TimeSpan.FromHours(6);

    /// <summary>Maps the metadata endpoint, version 4, the credentials endpoint, and the rehearsal of a Spot interruption.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapTaskEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var metadata = new TaskMetadataWriter(
            services.GetRequiredService<TaskStore>(),
            services.GetRequiredService<Ecs.TaskDefinitions.TaskDefinitionStore>(),
            services.GetRequiredService<EcsArns>());
        endpoints.MapGet(TaskEnvironment.MetadataPath + "/{id}", context => AnswerAsync(context, metadata.WriteContainer));
        endpoints.MapGet(TaskEnvironment.MetadataPath + "/{id}/task", context => AnswerAsync(context, metadata.WriteTask));
        endpoints.MapGet(TaskEnvironment.CredentialsPath + "/{id}", context => AnswerAsync(context, (id, writer) =>
            WriteCredentials(services, id, writer)));

        // AWS has no call that takes a Spot task back, so this one is the emulator's own.
        endpoints.MapPost("/_emulator/ecs/tasks/{id}/spot-interruption", context =>
        {
            var entry = services.GetRequiredService<TaskStore>().Find(Id(context));
            if (entry is null)
            {
                return RefuseAsync(context, "The referenced task was not found.");
            }

            entry.RequestStop(
                StopCode.SpotInterruption, "Your Spot Task was interrupted.", services.GetRequiredService<TimeProvider>().GetUtcNow());
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        });
        return endpoints;
    }

    private static string Id(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";

    private static async Task AnswerAsync(HttpContext context, Func<string, Utf8JsonWriter, bool> write)
    {
        using var buffer = new PooledBufferWriter();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            if (!write(Id(context), writer))
            {
                await RefuseAsync(context, "No container or task of this id is known.");
                return;
            }
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, string message)
    {
        var error = new AwsServiceException(StatusCodes.Status404NotFound, "ResourceNotFoundException", message);
        using var buffer = new PooledBufferWriter();
        ErrorWriter.WriteJson(buffer, error);
        context.Response.StatusCode = error.StatusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static bool WriteCredentials(IServiceProvider services, string id, Utf8JsonWriter writer)
    {
        if (services.GetRequiredService<TaskCredentials>().RoleOf(id) is not { } role)
        {
            return false;
        }

        // The keys follow from the id, so that a task sees the same ones each time.
        var expiration = services.GetRequiredService<TimeProvider>().GetUtcNow() + CredentialsLifetime;
        writer.WriteStartObject();
        writer.WriteString("RoleArn", role);
        writer.WriteString("AccessKeyId", "ASIA" + id[..16].ToUpperInvariant());
        writer.WriteString("SecretAccessKey", id + id[..8]);
        writer.WriteString("Token", "emulator-" + id);
        writer.WriteString("Expiration", expiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        return true;
    }
}
