using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace CloudIde.Server.Problems;

/// <summary>Composes the answers to requests that fail.</summary>
internal static class ProblemExtensions
{
    /// <summary>Makes every failure after this point a problem: exceptions, and statuses that were set without a body.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = static context =>
            {
                var error = context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error;
                return ProblemWriter.WriteAsync(context, ProblemFor.Error(error, context));
            },

            // A refused request is not an error of the server, and would fill the log at any client's will.
            SuppressDiagnosticsCallback = static context => context.Exception is ProblemException or BadHttpRequestException,
        });
        app.UseStatusCodePages(static context => ProblemWriter.WriteAsync(
            context.HttpContext, context.HttpContext.Response.StatusCode, MessageOf(context.HttpContext)));
        return app;
    }

    /// <summary>
    /// Answers 404 where no route matched. Must follow routing: authorization would say 401 first, as it does for every
    /// route that does not allow anonymous requests.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseUnknownAddresses(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.GetEndpoint() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private static string MessageOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid.",
        StatusCodes.Status401Unauthorized =>
            "Sign in first: send the session cookie or an Authorization: Bearer header with a valid token.",
        StatusCodes.Status403Forbidden => "You are not allowed to do this.",
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} is not possible at {context.Request.Path}; {context.Response.Headers.Allow} is.",
        StatusCodes.Status415UnsupportedMediaType =>
            "The body must be JSON and the Content-Type header must say so: application/json.",
        var status => $"The request failed with status {status}.",
    };
}
