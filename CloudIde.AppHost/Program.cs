// A build without Aspire's packages (FullFeed=false) is the embedded host and nothing else.

using CloudIde.AppHost.Embedded;

return await EmbeddedHost.RunAsync(args);
