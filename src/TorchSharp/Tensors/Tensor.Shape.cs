using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor alias() => Aten.Call("alias", this);

        /// <summary>The same memory, outside of any recorded computation.</summary>
        public Tensor detach() => Aten.Call("detach", this);

        public Tensor clone() => Aten.Call("clone", this);

        public Tensor contiguous() => Aten.Call("contiguous", this);

        public Tensor reshape(params long[] shape) => Aten.Call("reshape", this, shape);

        public Tensor view(params long[] shape) => Aten.Call("view", this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Call("flatten.using_ints", this, start_dim, end_dim);

        public Tensor squeeze(long? dim = null) => dim is null ? Aten.Call("squeeze", this) : Aten.Call("squeeze.dim", this, dim);

        public Tensor unsqueeze(long dim) => Aten.Call("unsqueeze", this, dim);

        public Tensor permute(params long[] permutation) => Aten.Call("permute", this, permutation);

        public Tensor transpose(long dim0, long dim1) => Aten.Call("transpose.int", this, dim0, dim1);

        public Tensor t() => Aten.Call("t", this);

        public Tensor expand(params long[] sizes) => Aten.Call("expand", this, sizes);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor repeat(params long[] sizes) => Aten.Call("repeat", this, sizes);

        public Tensor slice(long dim, long start, long finish, long step) => Aten.Call("slice.Tensor", this, dim, start, finish, step);

        public Tensor narrow(long dim, long start, long length) => Aten.Call("narrow", this, dim, start, length);

        public Tensor select(long dim, long index) => Aten.Call("select.int", this, dim, index);

        public Tensor index_select(long dim, Tensor index) => Aten.Call("index_select", this, dim, index);

        public Tensor gather(long dim, Tensor index) => Aten.Call("gather", this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.Call("scatter.src", this, dim, index, src);

        public Tensor[] split(long size, int dim = 0) => Aten.CallMany("split.Tensor", this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.CallMany("split_with_sizes", this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Aten.CallMany("chunk", this, chunks, dim);

        public Tensor[] unbind(long dimension = 0) => Aten.CallMany("unbind.int", this, dimension);

        public Tensor flip(params long[] dims) => Aten.Call("flip", this, dims);

        /// <summary>Windows of a dimension, as one more dimension at the end.</summary>
        public Tensor unfold(long dimension, long size, long step) => Aten.Call("unfold", this, dimension, size, step);

        public Tensor tril(long diagonal = 0) => Aten.Call("tril", this, diagonal);

        public Tensor triu(long diagonal = 0) => Aten.Call("triu", this, diagonal);

        public Tensor diag(long diagonal = 0) => Aten.Call("diag", this, diagonal);
    }
}
