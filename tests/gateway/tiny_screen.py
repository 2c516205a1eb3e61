"""A screen that says who it was told sits before it, and answers a click over the websocket."""

import streamlit as st

st.write(f"你好，{st.user.to_dict().get('handle')}")
if st.button("在吗", key="there"):
    st.write("在的")
st.html('<a href="/logout" target="_self">退出登录</a>')
