using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>What a pass may use besides its graph: where refusals go, an engine where there is one, and the wish to stop.</summary>
public sealed record PassContext(DiagnosticSink Diagnostics, IGraphExecutor? Executor = null, CancellationToken Cancellation = default);
