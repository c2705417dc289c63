using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Fitting;

/// <summary>Writes a small graph from nothing, operation by operation.</summary>
internal sealed class GraphBuilder(string name)
{
    private readonly List<Value> inputs = [];
    private readonly List<Node> nodes = [];
    private readonly List<GraphOutput> outputs = [];
    private readonly OrderedDictionary<Value, Tensor> initializers = [];

    public Value Input(string hint, ElementType element, Shape shape)
    {
        var value = new Value(hint, new TensorType(element, shape));
        Input(value);
        return value;
    }

    public void Input(Value value) => inputs.Add(value);

    public void Output(string hint, Value value) => outputs.Add(new GraphOutput(hint, value));

    public Value Constant(long number) => Constant(Tensor.Create<long>([1], [number]));

    public Value Constant(Tensor tensor)
    {
        var value = new Value($"c{initializers.Count}");
        initializers.Add(value, tensor);
        return value;
    }

    public Value Transpose(Value value, ImmutableArray<int> permutation) => Apply(new Transpose { Permutation = Dims.Create(permutation.AsSpan()) }, value);

    public Value Reshape(Value value, Dims target) => Apply(new Reshape { Target = target }, value);

    public Value Pad(Value value, Dims pads) => Apply(new Pad { Pads = pads }, value);

    public Value Gather(Value value, Value indices, int axis) => Apply(new Gather { Axis = axis }, value, indices);

    public Value Slice(Value value, int axis, int start, int end, int step) =>
        Apply(new Slice { Starts = [start], Ends = [end], Axes = [axis], Steps = [step] }, value);

    public Value Concat(IReadOnlyList<Value> values, int axis) => values is [var only] ? only : Apply(new Concat { Axis = axis }, [.. values]);

    /// <summary>a · bᵀ.</summary>
    public Value ProductWithTransposed(Value left, Value right) => Apply(new Gemm { TransposeB = true }, left, right);

    public Value MeanOver(Value value, int axis) => Apply(new ReduceMean { Axes = [axis], KeepDims = false }, value);

    public Value Multiply(Value left, Value right) => Apply(new Mul(), left, right);

    public Value Add(Value left, Value right) => Apply(new Add(), left, right);

    public Graph ToGraph() => Graph.Create(name, [.. inputs], nodes, [.. outputs], initializers);

    /// <summary>Adds a node of one result.</summary>
    public Value Apply(Operator op, params ReadOnlySpan<Value?> operands) => Apply(op, [.. operands], 1)[0];

    /// <summary>Adds a node.</summary>
    public ImmutableArray<Value> Apply(Operator op, ImmutableArray<Value?> operands, int results) =>
        Apply(op, operands, Enumerable.Repeat<TensorType?>(null, results));

    /// <summary>Adds a node whose results have types that its operator may not tell.</summary>
    public ImmutableArray<Value> Apply(Operator op, ImmutableArray<Value?> operands, IEnumerable<TensorType?> results)
    {
        var (name, types) = ($"{op.OpType}{nodes.Count}", results.ToList());
        ImmutableArray<Value> outputs = [.. types.Select((type, index) => new Value(types.Count == 1 ? name : $"{name}.{index}", type))];
        nodes.Add(new Node { Name = name, Op = op, Inputs = operands, Outputs = outputs });
        return outputs;
    }
}
