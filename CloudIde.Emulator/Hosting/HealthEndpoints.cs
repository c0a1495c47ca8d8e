using System.Text.Json;
using CloudIde.Emulator.Protocol;
using CloudIde.ServiceDefaults;

namespace CloudIde.Emulator.Hosting;

/// <summary>Health as every CloudIDE process has it, and as LocalStack's users expect it.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/_localstack/health</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapEmulatorHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDefaultEndpoints();
        var dispatcher = endpoints.ServiceProvider.GetRequiredService<AwsDispatcher>();
        byte[]? document = null;
        endpoints.MapMethods("/_localstack/health", [HttpMethods.Get, HttpMethods.Head], context =>
        {
            document ??= WriteDocument(dispatcher.ServiceNames);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = document.Length;
            return HttpMethods.IsHead(context.Request.Method)
                ? Task.CompletedTask
                : context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
        });
        return endpoints;
    }

    private static byte[] WriteDocument(IEnumerable<string> serviceNames)
    {
        using var output = new PooledBufferWriter();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("services");
            foreach (var name in serviceNames)
            {
                writer.WriteString(name, "running");
            }

            writer.WriteEndObject();
            writer.WriteString("edition", "cloudide");
            writer.WriteString("version", typeof(HealthEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
            writer.WriteEndObject();
        }

        return output.WrittenMemory.ToArray();
    }
}
