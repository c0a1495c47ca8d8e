namespace CloudIde.Server.Files;

/// <summary>Sends a notice after each request of a route that changes files; also after a failed one, which may have done a part.</summary>
internal sealed class FileChangeFilter(FileChangeNotices notices) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        finally
        {
            notices.Add((string)context.HttpContext.GetRouteValue("projectId")!);
        }
    }
}
