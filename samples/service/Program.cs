// A service that makes uploaded models faster in the background, one after the other.
using DepthCompress;
using DepthCompress.GraphIR;
using Service;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProblemDetails();
builder.Services.Configure<ServiceOptions>(builder.Configuration.GetSection("Compression"));
builder.Services.AddSingleton<JobStore>();
builder.Services.AddHostedService<Compressor>();

var settings = builder.Configuration.GetSection("Compression").Get<ServiceOptions>() ?? new ServiceOptions();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = settings.MostBytes);
var app = builder.Build();

app.MapPost("/models", async (HttpRequest request, JobStore jobs, double? speedup, double? maxDrop) =>
{
    try
    {
        var model = await NetworkModel.LoadAsync(request.Body, "upload.onnx", request.HttpContext.RequestAborted);
        var job = jobs.Add(model, settings.Options with { Speedup = speedup ?? settings.Options.Speedup, MaxDrop = maxDrop });
        return job is null ? Results.Problem("too many models are waiting; try again later", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Accepted($"/models/{job.Id}", job.Status);
    }
    catch (DiagnosticException problem)
    {
        return Problems.Of(problem);
    }
});

app.MapGet("/models/{id}", (string id, JobStore jobs) => jobs.Find(id) is { } job ? Results.Ok(job.Status) : Results.NotFound());

app.MapGet("/models/{id}/result", (string id, JobStore jobs) => jobs.Find(id) switch
{
    null => Results.NotFound(),
    { Result: { } result } => Results.Bytes(result.Network.ToBytes(), "application/octet-stream", "compressed.onnx"),
    { Problem: { } problem } => Problems.Of(problem),
    { Status.State: var state } => Results.Problem($"there is no result: the job is {state}", statusCode: StatusCodes.Status409Conflict),
});

app.MapDelete("/models/{id}", (string id, JobStore jobs) => jobs.Remove(id) ? Results.NoContent() : Results.NotFound());

app.Run();
