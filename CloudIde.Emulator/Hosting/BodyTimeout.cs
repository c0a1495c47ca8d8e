using Microsoft.AspNetCore.Http.Features;

namespace CloudIde.Emulator.Hosting;

/// <summary>Ends requests whose client stops sending in the middle of the body, as AWS does.</summary>
internal static class BodyTimeout
{
    /// <summary>Adds the limit to every request that has a body.</summary>
    /// <param name="application">The application.</param>
    /// <param name="options">The limit and the clock.</param>
    public static void UseBodyTimeout(this IApplicationBuilder application, EmulatorOptions options) => application.Use(next => context =>
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            var reader = new TimedBodyReader(context, context.Request.BodyReader, options.BodyTimeout, options.TimeProvider);
            context.Features.Set<IRequestBodyPipeFeature>(reader);
        }

        return next(context);
    });
}
