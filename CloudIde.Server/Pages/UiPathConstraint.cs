namespace CloudIde.Server.Pages;

/// <summary>Matches the addresses that are the web UI's own: not those of programs, and not those that name a file.</summary>
internal sealed class UiPathConstraint : IRouteConstraint
{
    /// <summary>The constraint's name in route patterns.</summary>
    public const string Name = "ui";

    /// <summary>Below these an unknown address is 404 and never a page.</summary>
    private static readonly string[] ProgramRoots = ["api", "ws", "preview", "assets", "health", "alive"];

    /// <inheritdoc/>
    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection)
    {
        var path = values[routeKey] as string ?? "";
        var root = path.Split('/', 2)[0];
        var name = path[(path.LastIndexOf('/') + 1)..];
        return !ProgramRoots.Contains(root, StringComparer.OrdinalIgnoreCase) && !name.Contains('.', StringComparison.Ordinal);
    }
}
